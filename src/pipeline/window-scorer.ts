import type { ResamplerName } from '../audio/resample.ts'
import type { OpenInputStream } from '../audio/source-stream.ts'
import type { LabelSpec } from '../model/bundle.ts'
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

/** What judges windows: a bundle with its engine. Several calls may be under way at once. */
export interface WindowScorer {
  readonly identity: ModelIdentity
  readonly specs: WindowSpecs
  /** In the order of a verdict's probabilities; empty for a detector that knows only "normal". */
  readonly labels: readonly LabelSpec[]
  /** Prepares a source's windows while their sound arrives; left out where nothing is to be gained by it. */
  readonly openInputs?: OpenInputStream
  /**
   * @param y - One window, shape `[specs.windowLength]`, full scale ±1. Not changed.
   * @param input - What {@link openInputs} made of it, if that was asked.
   * @throws an error of ours when this window cannot be scored; the next one may be.
   */
  score(y: Float32Array, input?: Float32Array): Promise<Verdict>
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
