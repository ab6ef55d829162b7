import { ParameterError } from '../../errors.ts'

/** One thing that was to be told, and what was said of it. */
export interface Told {
  readonly actual: string
  readonly predicted: string
}

/** `counts[actual][predicted]`, both in the order of `labels`. */
export interface Confusion {
  readonly labels: readonly string[]
  readonly counts: readonly (readonly number[])[]
}

/** How well one label is known; a share is null where there is nothing to share. */
export interface LabelFigures {
  readonly label: string
  /** Of what was said to be of this label, the share that is: 0..1. */
  readonly precision: number | null
  /** Of what is of this label, the share that was said to be: 0..1. */
  readonly recall: number | null
  /** Harmonic mean of the two, `2 tp / (2 tp + fp + fn)`: 0..1. */
  readonly f1: number | null
  /** How many there are of this label. */
  readonly count: number
}

/** @throws {@link ParameterError} when something is of no label of the list. */
export function countConfusion(told: readonly Told[], labels: readonly string[]): Confusion {
  const counts = labels.map(() => labels.map(() => 0))
  for (const { actual, predicted } of told) {
    const row = counts[labels.indexOf(actual)]
    const column = labels.indexOf(predicted)
    if (row === undefined || column < 0) throw new ParameterError(`${actual} or ${predicted} is none of ${labels}`)
    row[column] = (row[column] ?? 0) + 1
  }
  return { labels, counts }
}

/** Share on the diagonal, 0..1; null when there is nothing. */
export function accuracyOf({ counts }: Confusion): number | null {
  const right = counts.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
  return share(right, counts.flat().reduce(add, 0))
}

/** Precision, recall and F1 of each label. */
export function labelFigures({ labels, counts }: Confusion): LabelFigures[] {
  return labels.map((label, i) => {
    const hits = counts[i]?.[i] ?? 0
    const count = (counts[i] ?? []).reduce(add, 0)
    const said = counts.reduce((sum, row) => sum + (row[i] ?? 0), 0)
    return { label, precision: share(hits, said), recall: share(hits, count), f1: share(2 * hits, said + count), count }
  })
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}

function add(a: number, b: number): number {
  return a + b
}
