import type { MfccSpec } from '../model/bundle.ts'

type Standardisation = NonNullable<MfccSpec['standardisation']>

/** A coefficient that never changes is left as it is. */
const LEAST_DEVIATION = 1e-6

/**
 * Mean and standard deviation of each coefficient over all frames of all recordings.
 *
 * @param inputs - Row-major `[nMfcc, frames]`: the training recordings only, so that
 *   nothing is known of those that check them.
 */
export function computeStandardisation(inputs: readonly Float32Array[], nMfcc: number): Standardisation {
  const mean = new Array<number>(nMfcc).fill(0)
  const std = new Array<number>(nMfcc).fill(1)
  for (let c = 0; c < nMfcc; c += 1) {
    const rows = inputs.map((input) => input.subarray((c * input.length) / nMfcc, ((c + 1) * input.length) / nMfcc))
    const count = rows.reduce((total, row) => total + row.length, 0)
    const centre = rows.reduce((total, row) => total + row.reduce((sum, value) => sum + value, 0), 0) / count
    const squares = rows.reduce((total, row) => total + row.reduce((sum, value) => sum + (value - centre) ** 2, 0), 0)
    const deviation = Math.sqrt(squares / count)
    mean[c] = centre
    std[c] = deviation > LEAST_DEVIATION ? deviation : 1
  }
  return { mean, std }
}

/**
 * The same scale, but coefficients keep their levels: no mean is taken away.
 *
 * Convolutions that are averaged over all coefficients cannot know which of them they look at, unless by its level:
 * once all are centred, that the third rose and that the ninth rose are the same to them.
 */
export function keepLevels({ mean, std }: Standardisation): Standardisation {
  return { mean: mean.map(() => 0), std }
}
