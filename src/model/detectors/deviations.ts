/** What a number was in the windows that were learnt. Each shape `[n]`. @unit dB */
export interface LearntRange {
  /** Standard deviation, above 0. */
  readonly deviation: Float32Array
  readonly lowest: Float32Array
  readonly highest: Float32Array
}

/** Neighbouring numbers that are all higher, or all lower, than ever. */
export interface Deviation {
  readonly first: number
  readonly last: number
  /** How far the farthest is beyond all that was learnt; below 0 when it is lower than ever. @unit dB */
  readonly beyondDb: number
}

/** Less than this beyond the range is not worth a word. @unit dB */
const LEAST_BEYOND_DB = 0.5

/**
 * Which numbers are higher or lower than in any window that was learnt, neighbours taken together, the most
 * unusual (against the usual deviation) first.
 *
 * @param values - Shape `[n]`.
 * @param rowLength - Numbers in different rows of this length are no neighbours.
 */
export function findDeviations(
  values: ArrayLike<number>,
  { deviation, lowest, highest }: LearntRange,
  rowLength: number,
): Deviation[] {
  const found: (Deviation & { readonly weight: number })[] = []
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    const above = value - (highest[i] as number)
    const below = value - (lowest[i] as number)
    const beyondDb = above > 0 ? above : below < 0 ? below : 0
    if (Math.abs(beyondDb) < LEAST_BEYOND_DB) continue
    const weight = Math.abs(beyondDb) / (deviation[i] as number)
    const before = found.at(-1)
    const isContinued =
      before?.last === i - 1 && i % rowLength !== 0 && Math.sign(before.beyondDb) === Math.sign(beyondDb)
    if (!isContinued) found.push({ first: i, last: i, beyondDb, weight })
    else {
      const farther = Math.abs(beyondDb) > Math.abs(before.beyondDb) ? beyondDb : before.beyondDb
      found[found.length - 1] = {
        ...before,
        last: i,
        beyondDb: farther,
        weight: Math.max(weight, before.weight),
      }
    }
  }
  return found.sort((a, b) => b.weight - a.weight).map(({ first, last, beyondDb }) => ({ first, last, beyondDb }))
}
