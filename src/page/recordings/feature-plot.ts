import type { FeatureAnswer } from '../../adapters/http/recording-api.ts'
import { colourOf } from '../sound/colours.ts'
import { element } from './element.ts'
import { drawPlot, stretch } from './plot.ts'
import { numbersOf } from './server.ts'
import { bandTicks, linearTicks } from './ticks.ts'

/** What a model was given, or stands right before it, as a picture. */
export function featurePlot(feature: FeatureAnswer, isInput: boolean): HTMLElement {
  const { kind, rows, columns, stepSeconds, heardColumns, unit, frequenciesHz } = feature
  const values = numbersOf(feature.values)
  // The first coefficient is the level: several times the others, which would all be of one colour.
  const [low, high] = usualRange(kind === 'mfcc' && rows > 1 ? values.subarray(columns) : values)
  const seconds = columns * stepSeconds
  const what =
    kind === 'mfcc' ? `MFCC: ${rows} coefficients × ${columns} frames` : `Log-mel: ${rows} bands × ${columns} frames`
  const figure = element('figure', 'plot')
  drawPlot(figure, {
    caption: `${what}${isInput ? ', what the model was given' : ', what these coefficients are made of'}${heardColumns < columns ? `; after ${(heardColumns * stepSeconds).toFixed(2)} s filled up` : ''}`,
    xName: 'time in the part (s)',
    xTicks: linearTicks(0, seconds, 6),
    yName: kind === 'mfcc' ? 'coefficient' : 'frequency (Hz)',
    yTicks: kind === 'mfcc' ? rowTicks(rows) : bandTicks(frequenciesHz),
    area: [
      heatmap(feature, values, low, high),
      ...(heardColumns < columns ? [stretch('filled', heardColumns / columns, 1)] : []),
    ],
    legend: legend(low, high, unit),
  })
  return figure
}

/** Marks stand in the middle of their rows. */
const rowTicks = (rows: number) =>
  linearTicks(0, rows - 1, 6).map(({ at, text }) => ({ at: (at * (rows - 1) + 0.5) / rows, text }))

/** From the second to the last but second of a hundred values: one click must not make all else dark. */
function usualRange(values: Float32Array): readonly [number, number] {
  const sorted = values.toSorted()
  const low = sorted[Math.floor(0.02 * (sorted.length - 1))] ?? 0
  const high = sorted[Math.ceil(0.98 * (sorted.length - 1))] ?? 0
  return high > low ? [low, high] : [low - 0.5, low + 0.5]
}

function heatmap({ kind, rows, columns }: FeatureAnswer, values: Float32Array, low: number, high: number): HTMLElement {
  const canvas = element('canvas', '')
  canvas.width = columns
  canvas.height = rows
  canvas.role = 'img'
  canvas.ariaLabel = `${kind === 'mfcc' ? 'Coefficients' : 'Mel bands'} over time, ${low.toFixed(1)} to ${high.toFixed(1)}`
  const context = canvas.getContext('2d')
  if (!context) return canvas
  const image = context.createImageData(columns, rows)
  for (let row = 0; row < rows; row += 1) {
    for (let t = 0; t < columns; t += 1) {
      const share = ((values[row * columns + t] ?? 0) - low) / (high - low)
      image.data.set([...colourOf(share), 255], 4 * ((rows - 1 - row) * columns + t))
    }
  }
  context.putImageData(image, 0, 0)
  return canvas
}

function legend(low: number, high: number, unit: string): HTMLElement {
  const scale = element('canvas', '')
  scale.width = 64
  scale.height = 1
  const context = scale.getContext('2d')
  const image = context?.createImageData(64, 1)
  for (let i = 0; image && i < 64; i += 1) image.data.set([...colourOf(i / 63), 255], 4 * i)
  if (image) context?.putImageData(image, 0, 0)
  const number = (value: number): string => value.toFixed(Math.abs(high - low) < 20 ? 1 : 0).replace('-', '−')
  return element('div', 'legend', `${number(low)} or less`, scale, `${number(high)} or more, ${unit}`)
}
