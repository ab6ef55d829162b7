import { kernelModule } from '../../dsp/kernel/kernel-module.ts'
import { BundleError, ParameterError } from '../../errors.ts'
import type { DistanceCalibration, NormalCalibration } from '../normal-only-manifest.ts'
import type { DetectorScore, VerdictExplanation } from '../verdict.ts'
import { anomalyScore } from './anomaly-scale.ts'
import { Baselines, type Distance } from './baselines.ts'
import { packedLength } from './cholesky.ts'
import type { LearntRange } from './deviations.ts'
import { explainSound, type LearntRanges } from './explanation.ts'
import { HumBaseline } from './hum-baseline.ts'
import type { NormalSound, NormalSoundExtractor, SoundSummary } from './normal-sound.ts'
import type { ArrayShape } from './weight-arrays.ts'

/** How far a stretch lies from the nearest baselines. */
export interface NormalDistances {
  readonly spectrum: Distance
  readonly modulation: Distance
  /** How far mains hum has risen, in its usual deviations, where the detector looks at it. */
  readonly hum?: number
}

/** What a detector measures from. */
export interface NormalBaselines {
  readonly spectrum: Baselines
  readonly modulation: Baselines
  readonly hum?: HumBaseline
}

/** What a calibrated detector says of a stretch. */
export interface NormalJudgement {
  /** 0..1; the fitted threshold lies at 0.5. See {@link anomalyScore}. */
  readonly score: number
  /** Of both detectors, each beside its own threshold. */
  readonly scores: readonly DetectorScore[]
}

/** How a calibrated detector watches hum. */
type HumSettings = Pick<NonNullable<NormalCalibration['hum']>, 'mainsHz' | 'mostRise'>

/** Rows of `hum.baseline`. */
const HUM_PARTS = ['centre', 'deviation'] as const
/** Rows of a `range` array. */
export const RANGE_PARTS = ['deviation', 'lowest', 'highest'] as const

/**
 * Names and shapes of the arrays of a detector, in the order of its file.
 *
 * @param sessions - That were learnt. See {@link spectrumBaselines} and {@link modulationBaselines}.
 */
export function detectorArrays(extractor: NormalSoundExtractor, sessions: number): ArrayShape[] {
  const { stackSize, modulationSize, low } = extractor
  const ofHum = [
    { name: 'hum.baseline', shape: [HUM_PARTS.length, low?.hum.size ?? 0] },
    { name: 'hum.range', shape: [RANGE_PARTS.length, low?.hum.size ?? 0] },
  ]
  return [
    { name: 'spectrum.baselines', shape: [spectrumBaselines(extractor, sessions), stackSize] },
    { name: 'spectrum.covariance', shape: [packedLength(stackSize)] },
    { name: 'spectrum.range', shape: [RANGE_PARTS.length, extractor.spec.spectrum.nMels] },
    { name: 'modulation.baselines', shape: [modulationBaselines(sessions), modulationSize] },
    { name: 'modulation.covariance', shape: [packedLength(modulationSize)] },
    { name: 'modulation.range', shape: [RANGE_PARTS.length, modulationSize] },
    ...(low ? ofHum : []),
  ]
}

/** Speeds at which each of several sessions has a baseline: see learn/other-speeds.ts. */
export const SPEEDS = 21

/** Of several sessions, each at several speeds, where the detector looks at what is low. */
function spectrumBaselines({ low }: NormalSoundExtractor, sessions: number): number {
  return low && sessions > 1 ? SPEEDS * sessions : modulationBaselines(sessions)
}

/** Of several sessions and of their mean. */
function modulationBaselines(sessions: number): number {
  return sessions === 1 ? 1 : sessions + 1
}

/**
 * Detectors that know only normal sound and complement each other: a full-covariance Gaussian over stacked log-mel
 * frames (the course of the spectrum, frame by frame), one over envelope modulation (what beats), and a watch over
 * mains hum.
 *
 * @see docs/learning.md.
 */
export class NormalDetector {
  readonly #extractor: NormalSoundExtractor
  readonly spectrum: Baselines
  readonly #baselines: NormalBaselines
  readonly #ranges: LearntRanges

  /**
   * @param arrays - By name, of the shapes that {@link detectorArrays} gives.
   * @param humSettings - How hum is watched; left out where it is not.
   * @param kernel - Computes distances in WebAssembly; null computes plainly.
   * @throws {@link BundleError} naming the array whose numbers cannot be.
   */
  constructor(
    extractor: NormalSoundExtractor,
    arrays: ReadonlyMap<string, Float32Array>,
    humSettings: HumSettings | undefined,
    kernel = kernelModule(),
  ) {
    const hum = humSettings && extractor.low && openHum(humSettings, arrays)
    this.#extractor = extractor
    this.spectrum = baselinesOf('spectrum', extractor.stackSize, arrays, kernel)
    this.#baselines = {
      spectrum: this.spectrum,
      modulation: baselinesOf('modulation', extractor.modulationSize, arrays, kernel),
      ...(hum && { hum }),
    }
    this.#ranges = {
      spectrum: rangeOf('spectrum', arrays),
      modulation: rangeOf('modulation', arrays),
      ...(hum && { hum: { range: rangeOf('hum', arrays), first: hum.first, end: hum.end } }),
    }
  }

  measure(sound: NormalSound): NormalDistances {
    return measureSound(sound, this.#baselines, this.#extractor)
  }

  /** {@link measure} of a stretch whose spectrum was measured. */
  withSummary(spectrum: Distance, sound: SoundSummary): NormalDistances {
    return { spectrum, ...measureSummary(sound, this.#baselines) }
  }

  explain(sound: SoundSummary): VerdictExplanation {
    return explainSound(sound, this.#ranges, this.#extractor)
  }
}

/**
 * @param everyStacks - Stacks of frames from one that is looked at to the next; 1 looks at all.
 */
export function measureSound(
  sound: NormalSound,
  { spectrum, modulation, hum }: NormalBaselines,
  extractor: NormalSoundExtractor,
  everyStacks = 1,
): NormalDistances {
  const stacks = Math.ceil(extractor.stackCount(sound) / everyStacks)
  return {
    spectrum: spectrum.distance(stacks, (i, out) => out.set(extractor.stack(sound, i * everyStacks))),
    ...measureSummary(sound, { modulation, ...(hum && { hum }) }),
  }
}

function measureSummary(
  { modulation, low }: Pick<SoundSummary, 'modulation' | 'low'>,
  baselines: Omit<NormalBaselines, 'spectrum'>,
): Omit<NormalDistances, 'spectrum'> {
  return {
    modulation: baselines.modulation.distance(1, (_, out) => out.set(modulation)),
    ...(baselines.hum && low && { hum: baselines.hum.rise(low.hum) }),
  }
}

/** Bring distances onto the scale of the normal windows that were held out. */
export function judge(
  distances: NormalDistances,
  calibration: Pick<NormalCalibration, 'spectrum' | 'modulation' | 'hum' | 'combined'>,
): NormalJudgement {
  const values = standardiseAll(distances, calibration)
  const { median, threshold, addsFrom } = calibration.combined
  const score = (name: keyof StandardScores): DetectorScore[] => {
    const value = values[name]
    const scale = calibration[name]
    return value === undefined || scale === undefined ? [] : [{ name, value, threshold: scale.threshold }]
  }
  return {
    score: anomalyScore((combineScores(values, addsFrom) - median) / (threshold - median)),
    scores: [...score('spectrum'), ...score('modulation'), ...score('hum')],
  }
}

/** Deviations from the median of normal windows. */
export interface StandardScores {
  readonly spectrum: number
  readonly modulation: number
  readonly hum?: number
}

export function standardiseAll(
  { spectrum, modulation, hum }: NormalDistances,
  scales: Record<'spectrum' | 'modulation', Scale> & { readonly hum?: Scale | undefined },
): StandardScores {
  return {
    spectrum: standardise(Math.log(spectrum.squared), scales.spectrum),
    modulation: standardise(Math.log(modulation.squared), scales.modulation),
    ...(hum !== undefined && scales.hum && { hum: standardise(hum, scales.hum) }),
  }
}

/** Hum adds to the sum where it has risen by more than it usually varies. */
const HUM_FROM = 1

/**
 * Their sum. Hum adds little before {@link HUM_FROM}, and takes nothing away: noise that covers it is no good sign.
 *
 * @param addsFrom - From where spectrum and modulation add to it likewise, so that one of them cannot hide the other;
 *   where it is undefined they count as they are.
 */
export function combineScores({ spectrum, modulation, hum }: StandardScores, addsFrom?: number): number {
  const added = (value: number): number => (addsFrom === undefined ? value : beyond(value, addsFrom))
  return added(spectrum) + added(modulation) + (hum === undefined ? 0 : beyond(hum, HUM_FROM))
}

/** How far above: softly, ln(1 + e^x). */
function beyond(value: number, from: number): number {
  const x = value - from
  return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)))
}

type Scale = Pick<DistanceCalibration, 'median' | 'deviation'>

function standardise(value: number, { median, deviation }: Scale): number {
  return (value - median) / deviation
}

function openHum({ mainsHz, mostRise }: HumSettings, arrays: ReadonlyMap<string, Float32Array>): HumBaseline {
  const rows = numbersOf('hum.baseline', arrays)
  const size = rows.length / HUM_PARTS.length
  const deviation = rows.subarray(size)
  if (!deviation.every((value) => value > 0)) {
    throw new BundleError('hum.baseline of the detector has a deviation that is not above 0')
  }
  return new HumBaseline({ mainsHz, centre: rows.subarray(0, size), deviation, mostRise })
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
