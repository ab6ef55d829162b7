import type { SoundGap } from '../../adapters/http/api.ts'
import { clockTime, hertz } from '../format.ts'
import { LEVEL_COLOURS } from './colours.ts'
import { frequencyTicks } from './frequency-ticks.ts'
import { hatch } from './hatch.ts'
import type { SoundTrack, View } from './sound-track.ts'
import { timeTicks } from './time-ticks.ts'

/** Room for the axes, as the charts have it, so that times lie below each other. @unit CSS pixels */
export const INSET = { left: 58, right: 14, top: 6, bottom: 24 } as const
/** @unit CSS pixels */
const TICK_EVERY = 90

export interface Painting {
  readonly track: SoundTrack
  readonly view: View
  /** Times of which nothing is known, besides those that the track knows. */
  readonly gaps: readonly SoundGap[]
  /** Of the time axis; the clock unless said otherwise. */
  readonly timeLabel?: (ms: number) => string
}

/** Paint a spectrogram with its axes over the whole canvas, sharp on every screen. */
export function paintSpectrogram(canvas: HTMLCanvasElement, painting: Painting): void {
  const context = canvas.getContext('2d')
  const ratio = devicePixelRatio
  const [width, height] = [canvas.clientWidth, canvas.clientHeight]
  const plot = { width: width - INSET.left - INSET.right, height: height - INSET.top - INSET.bottom }
  if (!context || plot.width < 1 || plot.height < 1) return
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h })
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)

  const style = getComputedStyle(canvas)
  context.fillStyle = style.getPropertyValue('--track')
  context.fillRect(INSET.left, INSET.top, plot.width, plot.height)
  paintGaps(context, painting, plot, style.getPropertyValue('--muted'))
  paintSound(context, painting, plot, ratio)
  paintAxes(context, painting, plot, style)
}

interface Size {
  readonly width: number
  readonly height: number
}

function paintGaps(context: CanvasRenderingContext2D, { track, view, gaps }: Painting, plot: Size, colour: string) {
  const xOf = (ms: number) =>
    Math.min(1, Math.max(0, (ms - view.fromMs) / (view.toMs - view.fromMs))) * plot.width + INSET.left
  for (const { startMs, endMs } of [...track.gaps, ...gaps]) {
    const [x, end] = [xOf(startMs), xOf(endMs)]
    if (end > x) hatch(context, { x, y: INSET.top, width: end - x, height: plot.height }, colour, 1)
  }
}

function paintSound(context: CanvasRenderingContext2D, { track, view }: Painting, plot: Size, ratio: number) {
  const bands = track.frequenciesHz.length
  const width = Math.round(plot.width * ratio)
  if (bands === 0) return
  const { levels, isHeard } = track.raster(view, width)
  const colours = track.colours()
  const image = new ImageData(width, bands)
  for (let x = 0; x < width; x++) {
    if (!isHeard[x]) continue
    for (let band = 0; band < bands; band++) {
      const to = ((bands - 1 - band) * width + x) * 4
      const from = (colours[levels[x * bands + band] ?? 0] ?? 0) * 3
      image.data[to] = LEVEL_COLOURS[from] ?? 0
      image.data[to + 1] = LEVEL_COLOURS[from + 1] ?? 0
      image.data[to + 2] = LEVEL_COLOURS[from + 2] ?? 0
      image.data[to + 3] = 255
    }
  }
  const sheet = new OffscreenCanvas(width, bands)
  sheet.getContext('2d')?.putImageData(image, 0, 0)
  context.imageSmoothingEnabled = true
  context.drawImage(sheet, INSET.left, INSET.top, plot.width, plot.height)
}

function paintAxes(
  context: CanvasRenderingContext2D,
  { track, view, timeLabel = clockTime }: Painting,
  plot: Size,
  style: CSSStyleDeclaration,
) {
  context.fillStyle = style.getPropertyValue('--muted')
  context.strokeStyle = style.getPropertyValue('--muted')
  context.font = `12px ${style.fontFamily}`
  context.lineWidth = 1
  context.textAlign = 'right'
  context.textBaseline = 'middle'
  for (const { hz, place } of frequencyTicks(track.frequenciesHz)) {
    const y = INSET.top + plot.height * (1 - place)
    context.fillText(hertz(hz), INSET.left - 8, y)
    tick(context, INSET.left - 5, y, INSET.left, y)
  }
  context.textAlign = 'center'
  context.textBaseline = 'top'
  const bottom = INSET.top + plot.height
  for (const ms of timeTicks(view, plot.width / TICK_EVERY)) {
    const x = INSET.left + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * plot.width
    const label = timeLabel(ms)
    const half = context.measureText(label).width / 2
    context.fillText(label, Math.min(x, INSET.left + plot.width + INSET.right - half), bottom + 7)
    tick(context, x, bottom, x, bottom + 4)
  }
}

function tick(context: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  context.beginPath()
  context.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5)
  context.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5)
  context.stroke()
}
