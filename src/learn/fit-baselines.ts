import type { BaselineParams } from '../model/detectors/baselines.ts'
import { packedIndex } from '../model/detectors/cholesky.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { sessionVariance } from './between-sessions.ts'
import { type Moments, meanVariance, pooledCovariance } from './moments.ts'
import type { SessionMoments } from './session-moments.ts'

export interface FittedBaselines {
  readonly spectrum: BaselineParams
  readonly modulation: BaselineParams
}

/** Share of the variance between sessions that is added to that within: the nearest baseline takes up the rest. */
const BETWEEN_SHARE = 0.5
/** Added to the spectrum's covariance: this share of its mean variance, and at least so much. @unit dB² */
const SPECTRUM_RIDGE = 0.02
const LEAST_RIDGE_DB2 = 0.1
/** Mel bands on each side over which the variance between sessions is averaged, and over which it is alike. */
const BAND_REACH = 4
const BAND_CORRELATION = 4
/** Groups of rates on each side over which it is averaged. */
const RATE_REACH = 3
/** How far the modulation's covariance is drawn towards a multiple of the identity: windows are fewer than numbers. */
const MODULATION_SHRINKAGE = 0.1

/**
 * Baselines of both detectors: the mean of each session, of several sessions their common mean too, and one
 * covariance, which is that within sessions, a share of that between them, and a ridge.
 *
 * @param sessions - At least one; none empty.
 */
export function fitBaselines(sessions: readonly SessionMoments[], extractor: NormalSoundExtractor): FittedBaselines {
  return {
    spectrum: fitSpectrum(
      sessions.map(({ spectrum }) => spectrum),
      extractor,
    ),
    modulation: fitModulation(
      sessions.map(({ modulation }) => modulation),
      extractor,
    ),
  }
}

function fitSpectrum(sessions: readonly Moments[], extractor: NormalSoundExtractor): BaselineParams {
  const { nMels, stackedFrames } = extractor.spec.spectrum
  const size = extractor.stackSize
  const covariance = pooledCovariance(sessions)
  const means = sessions.map((session) => session.mean())
  if (means.length > 1) {
    // A session's offset is the same in every frame of a stack.
    const bandMeans = means.map((mean) =>
      Float64Array.from({ length: nMels }, (_, band) => {
        let sum = 0
        for (let k = band; k < size; k += nMels) sum += mean[k] as number
        return sum / stackedFrames
      }),
    )
    const variance = sessionVariance(bandMeans, nMels, BAND_REACH)
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        const a = i % nMels
        const b = j % nMels
        const alike = Math.exp(-0.5 * ((a - b) / BAND_CORRELATION) ** 2)
        const shared = alike * Math.sqrt((variance[a] as number) * (variance[b] as number))
        const at = packedIndex(i, j)
        covariance[at] = (covariance[at] as number) + BETWEEN_SHARE * shared
      }
    }
  }
  addToDiagonal(covariance, size, Math.max(SPECTRUM_RIDGE * meanVariance(covariance, size), LEAST_RIDGE_DB2))
  return { size, centres: centresOf(means, size), covariance }
}

function fitModulation(sessions: readonly Moments[], extractor: NormalSoundExtractor): BaselineParams {
  const size = extractor.modulationSize
  const windows = sessions.reduce((sum, { count }) => sum + count, 0)
  const covariance = pooledCovariance(sessions, Math.max(1, windows - sessions.length))
  const means = sessions.map((session) => session.mean())
  if (means.length > 1) {
    const variance = sessionVariance(means, extractor.spec.modulation.groups, RATE_REACH)
    for (let i = 0; i < size; i += 1) {
      const at = packedIndex(i, i)
      covariance[at] = (covariance[at] as number) + BETWEEN_SHARE * (variance[i] as number)
    }
  }
  const target = meanVariance(covariance, size)
  for (let at = 0; at < covariance.length; at += 1) {
    covariance[at] = (1 - MODULATION_SHRINKAGE) * (covariance[at] as number)
  }
  addToDiagonal(covariance, size, MODULATION_SHRINKAGE * Math.max(target, LEAST_RIDGE_DB2))
  return { size, centres: centresOf(means, size), covariance }
}

function addToDiagonal(packed: Float64Array, size: number, value: number): void {
  for (let i = 0; i < size; i += 1) packed[packedIndex(i, i)] = (packed[packedIndex(i, i)] as number) + value
}

/** One after the other; of several, their mean is the last. */
function centresOf(means: readonly Float64Array[], size: number): Float64Array {
  const centres = new Float64Array((means.length === 1 ? 1 : means.length + 1) * size)
  for (const [s, mean] of means.entries()) {
    centres.set(mean, s * size)
    if (means.length === 1) continue
    const common = means.length * size
    for (let k = 0; k < size; k += 1) {
      centres[common + k] = (centres[common + k] as number) + (mean[k] as number) / means.length
    }
  }
  return centres
}
