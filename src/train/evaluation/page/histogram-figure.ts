import { histogram } from '../histogram.ts'
import { escapeHtml, short } from './markup.ts'

const WIDTH = 360
const LEFT = 40
const HALF = 84
const TOP = 22
const STEPS = 24

export interface HistogramParams {
  readonly normal: readonly number[]
  readonly abnormal: readonly number[]
  /** What is counted, with its unit. */
  readonly axis: string
}

/** Normal recordings above the line, abnormal ones below, over one axis. */
export function histogramFigure({ normal, abnormal, axis }: HistogramParams): string {
  const all = [...normal, ...abnormal]
  const low = all.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = all.reduce((largest, value) => Math.max(largest, value), Number.NEGATIVE_INFINITY)
  const above = histogram(normal, low, high, STEPS).counts
  const below = histogram(abnormal, low, high, STEPS).counts
  const most = Math.max(1, ...above, ...below)
  const step = (WIDTH - LEFT - 12) / STEPS
  const middle = TOP + HALF
  const bars = (counts: readonly number[], sign: 1 | -1, colour: string): string =>
    counts
      .map((count, i) => {
        const height = (HALF * count) / most
        const y = sign > 0 ? middle - height : middle
        return count === 0
          ? ''
          : `<rect x="${(LEFT + i * step + 0.5).toFixed(1)}" y="${y.toFixed(1)}" width="${(step - 1).toFixed(1)}" height="${height.toFixed(1)}" fill="${colour}"><title>${count}</title></rect>`
      })
      .join('')
  const bottom = middle + HALF
  const ticks = [0, 0.5, 1].map((share) => ({ share, value: low + share * (high - low) }))
  return (
    `<svg viewBox="0 0 ${WIDTH} ${bottom + 42}" role="img" aria-label="histogram of ${escapeHtml(axis)}">` +
    `<text x="${LEFT}" y="14" style="fill:var(--normal)">normal (${normal.length}) ↑</text>` +
    `<text x="${WIDTH - 12}" y="14" text-anchor="end" style="fill:var(--abnormal)">abnormal (${abnormal.length}) ↓</text>` +
    bars(above, 1, 'var(--normal)') +
    bars(below, -1, 'var(--abnormal)') +
    `<path class="axis" d="M${LEFT} ${middle}H${WIDTH - 12}"/>` +
    `<text class="soft" x="${LEFT - 6}" y="${TOP + 8}" text-anchor="end">${most}</text>` +
    `<text class="soft" x="${LEFT - 6}" y="${middle + 4}" text-anchor="end">0</text>` +
    `<text class="soft" x="${LEFT - 6}" y="${bottom}" text-anchor="end">${most}</text>` +
    `<path class="rule" d="M${LEFT} ${bottom + 4}H${WIDTH - 12}"/>` +
    ticks
      .map(
        ({ share, value }) =>
          `<text x="${(LEFT + share * (WIDTH - LEFT - 12)).toFixed(1)}" y="${bottom + 18}" text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}">${short(value)}</text>`,
      )
      .join('') +
    `<text class="soft" x="${(WIDTH + LEFT) / 2}" y="${bottom + 36}" text-anchor="middle">${escapeHtml(axis)} · bars: recordings</text></svg>`
  )
}
