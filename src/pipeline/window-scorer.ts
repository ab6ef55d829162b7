import type { ResamplerName } from '../audio/resample.ts'
import type { OpenInputStream } from '../audio/source-stream.ts'
import type { BundleAlarm, LabelSpec } from '../model/bundle.ts'
import type { ModelIdentity, Verdict } from '../model/verdict.ts'

/** How a bundle wants live sound to be cut. */
export interface WindowSpecs {
  /** Rate of the samples that it scores. @unit Hz */
  readonly sampleRateHz: number
  readonly resampler: ResamplerName
  /** @unit samples, at `sampleRateHz` */
  readonly windowLength: number
  /** From the start of one window to the start of the next. @unit samples, at `sampleRateHz` */
  readonly hopLength: number
}

/** Windows that are prepared while their sound arrives. */
export interface LiveWindows {
  /** Begins to prepare one source's. */
  readonly open: OpenInputStream
  /** As {@link WindowScorer.score}, of what was prepared: the same verdict. */
  score(input: Float32Array): Promise<Verdict>
}

/** What judges windows: a bundle with its engine. Several calls may be under way at once. */
export interface WindowScorer {
  readonly identity: ModelIdentity
  readonly specs: WindowSpecs
  /** In the order of a verdict's probabilities; empty for a detector that knows only "normal". */
  readonly labels: readonly LabelSpec[]
  /** The bundle's own rule for alarms, where it has one. */
  readonly alarm?: BundleAlarm | undefined
  /** Left out where nothing is to be gained by preparing windows while their sound arrives. */
  readonly live?: LiveWindows
  /**
   * @param y - One window, shape `[specs.windowLength]`, full scale ±1. Not changed.
   * @throws an error of ours when this window cannot be scored; the next one may be.
   */
  score(y: Float32Array): Promise<Verdict>
}

/** Whether streams that were cut for one go on unbroken for the other. */
export function sameSpecs(a: WindowSpecs, b: WindowSpecs): boolean {
  return (
    a.sampleRateHz === b.sampleRateHz &&
    a.resampler === b.resampler &&
    a.windowLength === b.windowLength &&
    a.hopLength === b.hopLength
  )
}
