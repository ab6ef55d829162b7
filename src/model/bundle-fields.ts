import { z } from 'zod'

const unit = z.number().min(0).max(1)
export const positive = z.number().positive()
export const count = z.number().int().positive()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
export const fileName = z.string().regex(/^(?!\.{1,2}$|bundle\.json$)[A-Za-z0-9_.-]+$/, 'must be a plain file name')

/** How recordings become samples at the rate that the weights know. */
export const AudioSpec = z.strictObject({
  /** Rate that the features are computed at. @unit Hz */
  sampleRateHz: z.number().int().min(4_000).max(192_000),
  /** How channels become one. */
  channels: z.literal('mean'),
  /** The filter is part of the model: another one flips verdicts. See docs/bundles.md. */
  resampler: z.enum(['kaiser_fast@0.2', 'kaiser_fast', 'none']),
})
export type AudioSpec = z.infer<typeof AudioSpec>

/** The stretch that is analysed at once, and how far one is from the next on a live stream. */
export const WindowSpec = z.strictObject({
  /** @unit s */
  lengthSeconds: positive.max(600),
  /** Spacing of windows on a live stream, in STFT frames, so that frames can be computed once. */
  hopFrames: count,
})
export type WindowSpec = z.infer<typeof WindowSpec>

const thresholds = { raiseAt: unit, clearAt: unit }
/** When a window counts towards an alarm for this label. */
const LabelThresholds = z.strictObject(thresholds)

/** `n` of the last `of` windows. */
const WindowCount = z.strictObject({ n: count.max(1_000), of: count.max(1_000) })

/** How this bundle's windows become alarms: in place of what the configuration says of all bundles. */
export const BundleAlarm = z.strictObject({
  /** For labels without thresholds of their own. */
  ...thresholds,
  raiseWindows: WindowCount,
  clearWindows: WindowCount,
  /** @unit s */
  minimumHoldSeconds: z.number().min(0).max(86_400),
  /** @unit s */
  cooldownSeconds: z.number().min(0).max(86_400),
})
export type BundleAlarm = z.infer<typeof BundleAlarm>

export const LabelSpec = z.strictObject({
  /** Stable name, used in topics' payloads, folders and metrics. */
  name: z.string().min(1),
  /** Text for people: the original service's `Details.Message`. */
  message: z.string().min(1),
  /** Whether this label means that all is well. */
  normal: z.boolean(),
  /** Only for labels that are not normal; without them the configuration's thresholds hold. */
  thresholds: LabelThresholds.optional(),
})
export type LabelSpec = z.infer<typeof LabelSpec>

/** What every kind of bundle says of itself. */
export const commonFields = {
  formatVersion: z.literal(1),
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -'),
  version: z.string().min(1),
  /** What it knows and what it does not, in plain words. */
  description: z.string().min(1),
  audio: AudioSpec,
  window: WindowSpec,
  labels: z.array(LabelSpec).min(1),
  /** Needed where no label is normal, as with words: what is below `raiseAt` is then no event. */
  alarm: BundleAlarm.optional(),
  /** SHA-256 of every other file of the bundle. */
  files: z.record(fileName, sha256),
  /** Where the weights come from: the run, the data set's fingerprint, the figures reached. */
  training: z.record(z.string(), z.json()).optional(),
}

/** What is wrong with the ends of a range of mel bands. @param at - Where they stand in the manifest. */
export function melContradictions(
  at: string,
  { fMinHz, fMaxHz }: { readonly fMinHz: number; readonly fMaxHz: number },
  { sampleRateHz }: AudioSpec,
): string[] {
  const mistakes: string[] = []
  if (fMaxHz > sampleRateHz / 2) mistakes.push(`${at}.fMaxHz is above half of audio.sampleRateHz`)
  if (fMinHz >= fMaxHz) mistakes.push(`${at}.fMinHz is not below ${at}.fMaxHz`)
  return mistakes
}
