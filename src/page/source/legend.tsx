import type { Curve, Limit } from './curves.ts'

/** Colours that are told apart by every eye, each with a dash of its own: colour is never the only sign. */
const COLOURS = 6
export const DASHES: readonly (readonly number[])[] = [[], [12, 3], [5, 2], [10, 3, 3, 3], [16, 4], [3, 2]]

/** Name of the token with the colour of a curve. */
export const colourOf = (curve: number): string => `--curve-${curve % COLOURS}`

interface LegendProps {
  readonly curves: readonly Curve[]
  readonly limits: readonly Limit[]
  readonly valueLabel: (value: number) => string
}

/** What the curves are, and their last values. */
export function Legend({ curves, limits, valueLabel }: LegendProps) {
  return (
    <ul class="legend">
      {curves.map(({ name, values }, i) => {
        const last = values.findLast((value) => value !== null)
        return (
          <li key={name} data-curve={i % COLOURS}>
            <svg class="swatch" viewBox="0 0 24 8" aria-hidden="true">
              <path d="M0 4H24" stroke-dasharray={DASHES[i % DASHES.length]?.join(' ')} />
            </svg>
            {name} <b>{last === undefined || last === null ? '–' : valueLabel(last)}</b>
          </li>
        )
      })}
      {limits.map(({ name, value, curve }) => (
        <li key={name} class="limit" data-curve={curve === undefined ? undefined : curve % COLOURS}>
          <svg class="swatch" viewBox="0 0 24 8" aria-hidden="true">
            <path d="M0 4H24" stroke-dasharray="3 4" />
          </svg>
          {name} {valueLabel(value)}
        </li>
      ))}
    </ul>
  )
}
