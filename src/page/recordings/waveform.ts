import type { ClipAnswer } from '../../adapters/http/recording-api.ts'
import { drawPlot, stretch } from './plot.ts'
import { numbersOf } from './server.ts'
import { linearTicks, ticksAroundZero } from './ticks.ts'

const SVG = 'http://www.w3.org/2000/svg'

/** The whole recording, with the part that the model was given. */
export function drawWaveform(figure: HTMLElement, clip: ClipAnswer): void {
  const { durationSeconds, part, waveform, sampleRateHz, channels, peakDbfs } = clip
  const lowest = numbersOf(waveform.lowest)
  const highest = numbersOf(waveform.highest)
  const limit = Math.max(1e-4, ...highest, ...lowest.map(Math.abs))
  const isWhole = part.endSeconds - part.startSeconds > 0.999 * durationSeconds
  figure.classList.add('is-low')
  drawPlot(figure, {
    caption: `Waveform: ${durationSeconds.toFixed(2)} s at ${sampleRateHz} Hz, ${channels === 1 ? 'one channel' : `mean of ${channels} channels`}, peak ${peakDbfs.toFixed(1).replace('-', '−')} dBFS`,
    xName: 'time (s)',
    xTicks: linearTicks(0, durationSeconds, 8),
    yName: 'of full scale',
    yTicks: ticksAroundZero(limit),
    area: [
      ...(isWhole ? [] : [stretch('heard', part.startSeconds / durationSeconds, part.endSeconds / durationSeconds)]),
      outline(lowest, highest, limit),
    ],
  })
}

function outline(lowest: Float32Array, highest: Float32Array, limit: number): SVGElement {
  const points = (values: Float32Array): string[] =>
    Array.from(values, (value, i) => `${i} ${(-value / limit).toFixed(4)}`)
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', `M${[...points(highest), ...points(lowest).reverse()].join('L')}Z`)
  const picture = document.createElementNS(SVG, 'svg')
  picture.setAttribute('viewBox', `0 -1 ${Math.max(1, lowest.length - 1)} 2`)
  picture.setAttribute('preserveAspectRatio', 'none')
  picture.setAttribute('role', 'img')
  picture.setAttribute('aria-label', `Waveform, up to ${limit.toFixed(3)} of full scale`)
  picture.append(path)
  return picture
}
