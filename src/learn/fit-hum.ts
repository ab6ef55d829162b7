import { MAINS_HZ } from '../dsp/mains-hum.ts'
import { packedIndex } from '../model/detectors/cholesky.ts'
import type { HumParams } from '../model/detectors/hum-baseline.ts'
import { type Moments, pooledCovariance } from './moments.ts'

/** No line is steadier than this. @unit dB */
const LEAST_DEVIATION_DB = 1
/**
 * A single frequency fades where its reflections meet: where the microphone stands elsewhere in a room, a line has
 * another level. This is what is expected before sessions tell, and it counts as much as so many differences.
 */
const USUAL_FADING_DB = 3.5
const USUAL_WEIGHT = 8
/** One line alone may be a blade's tone that crosses it: a supply raises several. */
const MOST_RISE = 2.5

/**
 * What hum is usual.
 *
 * @param sessions - Of each session, the lines of its windows; at least one, none empty.
 */
export function fitHum(sessions: readonly Moments[]): HumParams {
  const means = sessions.map((session) => session.mean())
  const size = means[0]?.length ?? 0
  const harmonics = size / MAINS_HZ.length
  const centre = Float64Array.from({ length: size }, (_, i) => meanOf(means.map((mean) => mean[i] as number)))
  const outstanding = MAINS_HZ.map((_, row) => meanOf(centre.subarray(row * harmonics, (row + 1) * harmonics)))
  const mains = outstanding.indexOf(Math.max(...outstanding))

  const windows = sessions.reduce((sum, { count }) => sum + count, 0)
  const within = pooledCovariance(sessions, Math.max(1, windows - sessions.length))
  const between = means.length === 1 ? 0 : fading(means, { first: mains * harmonics, harmonics })
  return {
    mainsHz: MAINS_HZ[mains] ?? MAINS_HZ[0],
    centre,
    deviation: Float64Array.from({ length: size }, (_, i) =>
      Math.sqrt((within[packedIndex(i, i)] as number) + between + LEAST_DEVIATION_DB ** 2),
    ),
    mostRise: MOST_RISE,
  }
}

/** Variance of a line from session to session, all lines taken together: two or three sessions say little of one. */
function fading(means: readonly Float64Array[], { first, harmonics }: { first: number; harmonics: number }): number {
  const freedom = means.length - 1
  let squares = 0
  for (let i = first; i < first + harmonics; i += 1) {
    const levels = means.map((mean) => mean[i] as number)
    const middle = meanOf(levels)
    squares += levels.reduce((sum, level) => sum + (level - middle) ** 2, 0)
  }
  return (squares + USUAL_WEIGHT * USUAL_FADING_DB ** 2) / (freedom * harmonics + USUAL_WEIGHT)
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i += 1) sum += values[i] as number
  return sum / values.length
}
