import { escapeHtml } from '../../evaluation/page/markup.ts'

export interface ScatterPoint {
  readonly x: number
  readonly y: number
  /** From 0. */
  readonly group: number
  readonly name: string
}

const WIDTH = 460
const HEIGHT = 340
const LEFT = 44
const BOTTOM = 40
/** Okabe and Ito's colours, which most people can tell apart; shapes differ too. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a7a00', '#7a7a7a']

/** The picture of a group: its colour and its shape. */
export function mark(group: number, x: number, y: number, title = ''): string {
  const colour = COLOURS[group % COLOURS.length]
  const shapes = [
    `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z`,
    `M${x - 5} ${y - 5}h10v10h-10z`,
    `M${x} ${y - 6}l6 11h-12z`,
    `M${x} ${y - 7}l7 7l-7 7l-7 -7z`,
  ]
  return `<path d="${shapes[group % shapes.length]}" fill="${colour}" stroke="var(--surface)"><title>${escapeHtml(title)}</title></path>`
}

/** Every recording on the first two principal components. */
export function scatterFigure(points: readonly ScatterPoint[], shares: readonly number[]): string {
  const scale = (values: readonly number[], from: number, to: number): ((value: number) => number) => {
    const low = Math.min(...values)
    const span = Math.max(...values) - low || 1
    return (value) => Number((from + ((value - low) / span) * (to - from)).toFixed(1))
  }
  const across = scale(
    points.map(({ x }) => x),
    LEFT + 12,
    WIDTH - 12,
  )
  const up = scale(
    points.map(({ y }) => y),
    HEIGHT - BOTTOM - 12,
    14,
  )
  const share = (index: number): string => `${(100 * (shares[index] ?? 0)).toFixed(0)} % of the variance`
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="recordings on two principal components">` +
    `<path class="axis" d="M${LEFT} 4V${HEIGHT - BOTTOM}H${WIDTH - 4}"/>` +
    points.map(({ x, y, group, name }) => mark(group, across(x), up(y), `${name} (group ${group + 1})`)).join('') +
    `<text class="soft" x="${(LEFT + WIDTH) / 2}" y="${HEIGHT - 14}" text-anchor="middle">component 1, dB: ${share(0)}</text>` +
    `<text class="soft" transform="translate(22 ${(HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">component 2, dB: ${share(1)}</text></svg>`
  )
}
