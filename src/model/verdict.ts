import type { RangeHz } from '../dsp/envelope-modulation.ts'
import type { Indicators } from '../dsp/indicators.ts'

/** Which bundle spoke, so that a number can be traced to its weights. */
export interface ModelIdentity {
  readonly name: string
  readonly version: string
  /** SHA-256 over the bundle's manifest, lower-case hex: it names every file's own hash. */
  readonly sha256: string
}

/** One of several scores that a verdict is made of. */
export interface DetectorScore {
  /** `spectrum`, `modulation` or `hum`. */
  readonly name: string
  /** Larger is worse; 0 for the median of normal windows, 1 a standard deviation above. */
  readonly value: number
  /** What normal windows exceed at the rate of false alarms that was asked for. */
  readonly threshold: number
}

/** Why a window is unlike what was learnt. */
export interface VerdictExplanation {
  /** For people. */
  readonly summary: string
  /** Frequencies that are louder (`beyondDb` above 0) or quieter than ever, against the whole; the most unusual first. */
  readonly bands: readonly (RangeHz & { readonly beyondDb: number })[]
  /** Octaves whose loudness beats, at these rates, more or less than ever; the most unusual first. */
  readonly modulations: readonly {
    readonly octave: RangeHz
    readonly rates: RangeHz
    readonly beyondDb: number
  }[]
  /** Lines of mains hum that stand out of what is around them more than ever, the most unusual first. */
  readonly hum?: readonly RisenLine[]
}

export interface RisenLine {
  /** @unit Hz */
  readonly hz: number
  readonly beyondDb: number
}

/** What a bundle says of one window or clip. */
export interface Verdict {
  /** The most probable label (a network), or `normal` / `anomalous` (a normal-only detector). */
  readonly label: string
  /** The label's text for people, from the bundle. */
  readonly message: string
  /** Whether `label` is none of the bundle's normal labels; where it has none, whether the label reaches its `raiseAt`. */
  readonly anomaly: boolean
  /** Anomaly score, larger is worse: in 0..1: for a network, 1 - the probability of the normal labels, or that of `label` where none is normal. */
  readonly score: number
  /** One per label of the bundle, in its order, summing to 1; empty for a normal-only detector. */
  readonly probabilities: readonly number[]
  /** What the score is made of, where it is made of several. */
  readonly scores?: readonly DetectorScore[]
  /** Of an anomaly, by detectors that can tell. */
  readonly explanation?: VerdictExplanation
  readonly model: ModelIdentity
}

/** A verdict on a window of a live source, as published on `earshot/verdict/{source}`. */
export interface WindowVerdict extends Verdict {
  readonly source: string
  readonly window: { readonly startMs: number; readonly endMs: number }
  /** Condition indicators of the same window: what a maintenance engineer trends. */
  readonly indicators: Indicators
  /** Time from a complete window to its verdict, features and network. @unit ms */
  readonly inferenceMs: number
}
