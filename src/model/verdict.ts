import type { Indicators } from '../dsp/indicators.ts'

/** Which bundle spoke, so that a number can be traced to its weights. */
export interface ModelIdentity {
  readonly name: string
  readonly version: string
  /** SHA-256 over the bundle's manifest, lower-case hex: it names every file's own hash. */
  readonly sha256: string
}

/** What a bundle says of one window or clip. */
export interface Verdict {
  /** The most probable label (a network), or `normal` / `anomalous` (a normal-only detector). */
  readonly label: string
  /** The label's text for people, from the bundle. */
  readonly message: string
  /** Whether `label` is none of the bundle's normal labels. */
  readonly anomaly: boolean
  /** Anomaly score, larger is worse: for a network, 1 - the probability of the normal labels, in 0..1. */
  readonly score: number
  /** One per label of the bundle, in its order, summing to 1; empty for a normal-only detector. */
  readonly probabilities: readonly number[]
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
