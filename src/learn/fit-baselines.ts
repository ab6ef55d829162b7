import type { BaselineParams } from '../model/detectors/baselines.ts'
import { packedIndex } from '../model/detectors/cholesky.ts'
import type { HumParams } from '../model/detectors/hum-baseline.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { BETWEEN_SHARE, sessionVariance, smoothed } from './between-sessions.ts'
import { centresOf, rowsOf } from './centres.ts'
import { fitHum } from './fit-hum.ts'
import { fitModulation } from './fit-modulation.ts'
import { addToDiagonal, type Moments, meanVariance, pooledCovariance } from './moments.ts'
import type { OtherSpeeds } from './other-speeds.ts'
import type { SessionMoments } from './session-moments.ts'
import { centresAtSpeeds, varianceAtBestSpeed } from './speed-centres.ts'

export interface FittedBaselines {
  readonly spectrum: BaselineParams
  readonly modulation: BaselineParams
  /** Where the detector looks at what is low. */
  readonly hum?: HumParams
}

/** Added to the spectrum's covariance: this share of its mean variance, and at least so much. @unit dB² */
const SPECTRUM_RIDGE = 0.02
const LEAST_RIDGE_DB2 = 0.1
/** Mel bands on each side over which the variance between sessions is averaged. */
const BAND_REACH = 4
/** Neighbouring bands over which it is alike: fewer where other speeds are allowed for, which move whole regions. */
const BAND_CORRELATION = 4
const BAND_CORRELATION_AT_SPEEDS = 2

/**
 * Baselines of the detectors. Of the spectrum: the mean of each session, of several sessions at several speeds, and
 * one covariance, which is that within sessions, a share of that between them, and a ridge. Of modulation: see
 * {@link fitModulation}. Of hum: what is usual.
 *
 * @param sessions - At least one; none empty.
 * @param speeds - Of the same extractor; left out where that does not look at what is low.
 */
export function fitBaselines(
  sessions: readonly SessionMoments[],
  extractor: NormalSoundExtractor,
  speeds: OtherSpeeds | undefined,
): FittedBaselines {
  const lows = sessions.flatMap(({ low }) => low ?? [])
  return {
    spectrum: fitSpectrum(
      sessions.map(({ spectrum }) => spectrum),
      extractor,
      lows.length > 1 && speeds ? lows.map(({ powers }) => speeds.changes(powers)) : undefined,
    ),
    modulation: fitModulation(
      sessions.map(({ modulation }) => modulation),
      extractor,
    ),
    ...(lows.length > 0 && { hum: fitHum(lows.map(({ hum }) => hum)) }),
  }
}

function fitSpectrum(
  sessions: readonly Moments[],
  extractor: NormalSoundExtractor,
  changes: readonly (readonly Float64Array[])[] | undefined,
): BaselineParams {
  const { nMels } = extractor.spec.spectrum
  const size = extractor.stackSize
  const covariance = pooledCovariance(sessions)
  const means = sessions.map((session) => session.mean())
  if (means.length > 1) {
    const bandMeans = means.map((mean) => meanOfFrames(mean, nMels))
    const variance = changes
      ? smoothed(varianceAtBestSpeed(bandMeans, changes), nMels, BAND_REACH)
      : sessionVariance(bandMeans, nMels, BAND_REACH)
    const reach = changes ? BAND_CORRELATION_AT_SPEEDS : BAND_CORRELATION
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const a = i % nMels
        const b = j % nMels
        const alike = Math.exp(-0.5 * ((a - b) / reach) ** 2)
        const shared = alike * Math.sqrt((variance[a] as number) * (variance[b] as number))
        const at = packedIndex(i, j)
        covariance[at] = (covariance[at] as number) + BETWEEN_SHARE * shared
      }
    }
  }
  addToDiagonal(covariance, size, Math.max(SPECTRUM_RIDGE * meanVariance(covariance, size), LEAST_RIDGE_DB2))
  const centres = changes
    ? rowsOf(
        means.flatMap((mean, i) => centresAtSpeeds(mean, changes[i] ?? [])),
        size,
      )
    : centresOf(means, size)
  return { size, centres, covariance }
}

/** A session's offset is the same in every frame of a stack. */
function meanOfFrames(stack: Float64Array, nMels: number): Float64Array {
  return Float64Array.from({ length: nMels }, (_, band) => {
    let sum = 0
    for (let k = band; k < stack.length; k += nMels) sum += stack[k] as number
    return (sum * nMels) / stack.length
  })
}
