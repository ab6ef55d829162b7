import { PARTIAL_FALSE_ALARMS, type RocPoint } from '../roc.ts'
import { escapeHtml } from './markup.ts'

/** One line of the figure. */
export interface RocLine {
  readonly name: string
  readonly curve: readonly RocPoint[]
  /** A CSS colour. */
  readonly colour: string
  /** SVG dash pattern, so that lines differ without colour; empty is solid. */
  readonly dash: string
}

const SIZE = 300
const LEFT = 52
const TOP = 12
const LEGEND_STEP = 18

/** Receiver operating characteristics in one square, from no false alarm to all. */
export function rocFigure(lines: readonly RocLine[]): string {
  const x = (share: number): string => (LEFT + SIZE * share).toFixed(1)
  const y = (share: number): string => (TOP + SIZE * (1 - share)).toFixed(1)
  const height = TOP + SIZE + 48 + LEGEND_STEP * lines.length
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return (
    `<svg viewBox="0 0 ${LEFT + SIZE + 16} ${height}" role="img" aria-label="ROC curves">` +
    `<rect x="${x(0)}" y="${y(1)}" width="${SIZE * PARTIAL_FALSE_ALARMS}" height="${SIZE}" fill="var(--line)" opacity=".6"/>` +
    ticks
      .map(
        (tick) =>
          `<path class="rule" d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}"/>` +
          `<text x="${x(tick)}" y="${TOP + SIZE + 16}" text-anchor="middle">${100 * tick}</text>` +
          `<text x="${LEFT - 6}" y="${Number(y(tick)) + 4}" text-anchor="end">${100 * tick}</text>`,
      )
      .join('') +
    `<path class="rule" stroke-dasharray="2 4" d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}"/>` +
    lines
      .toReversed()
      .map(({ curve, colour, dash }) => {
        const points = curve.map(({ falseAlarms, found }) => `${x(falseAlarms)},${y(found)}`).join(' ')
        return `<polyline class="curve" stroke="${colour}" stroke-dasharray="${dash}" points="${points}"/>`
      })
      .join('') +
    `<text class="soft" x="${LEFT + SIZE / 2}" y="${TOP + SIZE + 34}" text-anchor="middle">false alarms, % of normal recordings</text>` +
    `<text class="soft" transform="translate(13 ${TOP + SIZE / 2}) rotate(-90)" text-anchor="middle">found, % of abnormal recordings</text>` +
    lines.map((line, i) => legend(line, TOP + SIZE + 52 + LEGEND_STEP * i)).join('') +
    '</svg>'
  )
}

function legend({ name, colour, dash }: RocLine, y: number): string {
  return (
    `<path class="curve" stroke="${colour}" stroke-dasharray="${dash}" d="M${LEFT} ${y - 4}h34"/>` +
    `<text x="${LEFT + 42}" y="${y}">${escapeHtml(name)}</text>`
  )
}
