import { DatasetError, ParameterError } from '../errors.ts'
import { Random } from '../synth/random.ts'

export interface SplitParams {
  /** Share of each label that is kept for validation, above 0, below 1. */
  readonly share: number
  readonly seed: number
}

export interface Split<T> {
  readonly training: readonly T[]
  readonly validation: readonly T[]
}

interface Divisible {
  readonly label: number
  /** Names the recording that it was made of, where several were. */
  readonly original?: string
}

/**
 * Divide recordings label by label, so that both parts have the same mixture; each part
 * gets at least one of every label. Whole originals are divided, before anything is made
 * of them, so that nothing derived from one stands on both sides.
 *
 * @param recordings - At least two originals of each label; those without an `original` are their own.
 * @throws {@link ParameterError} when `share` is out of its range; {@link DatasetError} when all recordings of a
 *   label are one.
 */
export function splitByLabel<T extends Divisible>(recordings: readonly T[], { share, seed }: SplitParams): Split<T> {
  if (!(share > 0 && share < 1)) throw new ParameterError(`share must be above 0 and below 1, got ${share}`)
  const training: T[] = []
  const validation: T[] = []
  for (const label of new Set(recordings.map((recording) => recording.label))) {
    const ofLabel = recordings.filter((item) => item.label === label)
    const originals = groupByOriginal(ofLabel)
    if (originals.length < 2) {
      throw new DatasetError(
        `all ${ofLabel.length} recordings of a label are the same, or made of one original, so none can be kept to ` +
          'check with: give each label at least 2 different ones',
      )
    }
    const shuffled = new Random(seed, `split/${label}`).shuffle(originals)
    const kept = Math.min(shuffled.length - 1, Math.max(1, Math.round(share * shuffled.length)))
    validation.push(...shuffled.slice(0, kept).flat())
    training.push(...shuffled.slice(kept).flat())
  }
  return { training, validation }
}

function groupByOriginal<T extends Divisible>(recordings: readonly T[]): T[][] {
  const groups = new Map<string | T, T[]>()
  for (const recording of recordings) {
    const key = recording.original ?? recording
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [recording])
    else group.push(recording)
  }
  return [...groups.values()]
}
