import { kernelModule } from '../../dsp/kernel/kernel-module.ts'
import { BundleError, ParameterError } from '../../errors.ts'
import type { DistanceCalibration, NormalCalibration } from '../normal-only-manifest.ts'
import type { DetectorScore, VerdictExplanation } from '../verdict.ts'
import { anomalyScore } from './anomaly-scale.ts'
import { Baselines, type Distance } from './baselines.ts'
import { packedLength } from './cholesky.ts'
import type { LearntRange } from './deviations.ts'
import { explainSound, type LearntRanges } from './explanation.ts'
import type { NormalSound, NormalSoundExtractor } from './normal-sound.ts'
import type { ArrayShape } from './weight-arrays.ts'

/** How far a stretch lies from the nearest baselines. */
export interface NormalDistances {
  readonly spectrum: Distance
  readonly modulation: Distance
}

/** What a calibrated detector says of a stretch. */
export interface NormalJudgement {
  /** 0..1; the fitted threshold lies at 0.5. See {@link anomalyScore}. */
  readonly score: number
  /** Of both detectors, each beside its own threshold. */
  readonly scores: readonly DetectorScore[]
}

/** Rows of a `range` array. */
export const RANGE_PARTS = ['deviation', 'lowest', 'highest'] as const

/**
 * Names and shapes of the arrays of a detector, in the order of its file.
 *
 * @param baselines - One for each session, and, of several sessions, one more for their mean.
 */
export function detectorArrays(extractor: NormalSoundExtractor, baselines: number): ArrayShape[] {
  const { stackSize, modulationSize } = extractor
  return [
    { name: 'spectrum.baselines', shape: [baselines, stackSize] },
    { name: 'spectrum.covariance', shape: [packedLength(stackSize)] },
    { name: 'spectrum.range', shape: [RANGE_PARTS.length, extractor.spec.spectrum.nMels] },
    { name: 'modulation.baselines', shape: [baselines, modulationSize] },
    { name: 'modulation.covariance', shape: [packedLength(modulationSize)] },
    { name: 'modulation.range', shape: [RANGE_PARTS.length, modulationSize] },
  ]
}

/** Baselines of several sessions and of their mean. */
export function baselineCount(sessions: number): number {
  return sessions === 1 ? 1 : sessions + 1
}

/**
 * Two detectors that know only normal sound and complement each other: a full-covariance Gaussian over stacked
 * log-mel frames (the course of the spectrum, frame by frame), and one over envelope modulation (what beats).
 *
 * @see docs/learning.md.
 */
export class NormalDetector {
  readonly #extractor: NormalSoundExtractor
  readonly spectrum: Baselines
  readonly #modulation: Baselines
  readonly #ranges: LearntRanges

  /**
   * @param arrays - By name, of the shapes that {@link detectorArrays} gives.
   * @param kernel - Computes distances in WebAssembly; null computes plainly.
   * @throws {@link BundleError} naming the array whose numbers cannot be.
   */
  constructor(extractor: NormalSoundExtractor, arrays: ReadonlyMap<string, Float32Array>, kernel = kernelModule()) {
    this.#extractor = extractor
    this.spectrum = baselinesOf('spectrum', extractor.stackSize, arrays, kernel)
    this.#modulation = baselinesOf('modulation', extractor.modulationSize, arrays, kernel)
    this.#ranges = { spectrum: rangeOf('spectrum', arrays), modulation: rangeOf('modulation', arrays) }
  }

  measure(sound: NormalSound): NormalDistances {
    return measureSound(sound, { spectrum: this.spectrum, modulation: this.#modulation }, this.#extractor)
  }

  /** {@link measure} of a stretch whose spectrum was measured. */
  withModulation(spectrum: Distance, sound: Pick<NormalSound, 'modulation'>): NormalDistances {
    return { spectrum, modulation: measureModulation(sound, this.#modulation) }
  }

  explain(sound: Pick<NormalSound, 'bandLevels' | 'modulation'>): VerdictExplanation {
    return explainSound(sound, this.#ranges, this.#extractor)
  }
}

/**
 * @param everyStacks - Stacks of frames from one that is looked at to the next; 1 looks at all.
 */
export function measureSound(
  sound: NormalSound,
  { spectrum, modulation }: { readonly spectrum: Baselines; readonly modulation: Baselines },
  extractor: NormalSoundExtractor,
  everyStacks = 1,
): NormalDistances {
  const stacks = Math.ceil(extractor.stackCount(sound) / everyStacks)
  return {
    spectrum: spectrum.distance(stacks, (i, out) => out.set(extractor.stack(sound, i * everyStacks))),
    modulation: measureModulation(sound, modulation),
  }
}

function measureModulation({ modulation }: Pick<NormalSound, 'modulation'>, baselines: Baselines): Distance {
  return baselines.distance(1, (_, out) => out.set(modulation))
}

/** Bring distances onto the scale of the normal windows that were held out. */
export function judge(
  { spectrum, modulation }: NormalDistances,
  calibration: Pick<NormalCalibration, 'spectrum' | 'modulation' | 'combined'>,
): NormalJudgement {
  const ofSpectrum = standardise(spectrum.squared, calibration.spectrum)
  const ofModulation = standardise(modulation.squared, calibration.modulation)
  const { median, threshold } = calibration.combined
  return {
    score: anomalyScore((ofSpectrum + ofModulation - median) / (threshold - median)),
    scores: [
      { name: 'spectrum', value: ofSpectrum, threshold: calibration.spectrum.threshold },
      { name: 'modulation', value: ofModulation, threshold: calibration.modulation.threshold },
    ],
  }
}

/** Deviations of ln(distance) from the median of normal windows. */
export function standardise(squared: number, { median, deviation }: Pick<DistanceCalibration, 'median' | 'deviation'>) {
  return (Math.log(squared) - median) / deviation
}

function baselinesOf(
  part: string,
  size: number,
  arrays: ReadonlyMap<string, Float32Array>,
  kernel: WebAssembly.Module | null,
): Baselines {
  try {
    const params = {
      size,
      centres: numbersOf(`${part}.baselines`, arrays),
      covariance: numbersOf(`${part}.covariance`, arrays),
    }
    return new Baselines(params, kernel)
  } catch (cause) {
    if (!(cause instanceof ParameterError)) throw cause
    throw new BundleError(`${part}.covariance of the detector cannot be: ${cause.message}`, { cause })
  }
}

function rangeOf(part: string, arrays: ReadonlyMap<string, Float32Array>): LearntRange {
  const name = `${part}.range`
  const values = numbersOf(name, arrays)
  const size = values.length / RANGE_PARTS.length
  const row = (key: (typeof RANGE_PARTS)[number]): Float32Array => {
    const start = RANGE_PARTS.indexOf(key) * size
    return values.subarray(start, start + size)
  }
  const range = { deviation: row('deviation'), lowest: row('lowest'), highest: row('highest') }
  if (!range.deviation.every((value) => value > 0)) {
    throw new BundleError(`${name} of the detector has a deviation that is not above 0`)
  }
  if (!range.lowest.every((value, i) => value <= (range.highest[i] as number))) {
    throw new BundleError(`${name} of the detector has a lowest value above its highest`)
  }
  return range
}

function numbersOf(name: string, arrays: ReadonlyMap<string, Float32Array>): Float32Array {
  const values = arrays.get(name)
  if (values === undefined) throw new BundleError(`the detector has no array ${name}`)
  return values
}
