import { z } from 'zod'
import { BundleError } from '../errors.ts'

const unit = z.number().min(0).max(1)
const positive = z.number().positive()
const count = z.number().int().positive()
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
const fileName = z.string().regex(/^(?!\.{1,2}$|bundle\.json$)[A-Za-z0-9_.-]+$/, 'must be a plain file name')

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

/** How features are brought to the number of frames that the network takes. */
export const FramePolicy = z.strictObject({
  /** Columns that the network takes. */
  count,
  /** Zero columns appended before cutting or extending. */
  padColumns: z.number().int().min(0),
  /** What a clip with too few columns is extended with: its own last columns once, or zeros. */
  extend: z.enum(['repeat-tail', 'zeros']),
  /** Fewest STFT frames that can be scored; fewer are refused as too short. */
  minimum: count,
})
export type FramePolicy = z.infer<typeof FramePolicy>

/** Mel-frequency cepstral coefficients as librosa computes them. */
export const MfccSpec = z.strictObject({
  kind: z.literal('mfcc'),
  /** FFT size = frame length. @unit samples */
  nFft: count,
  /** @unit samples */
  hopLength: count,
  /** Slaney mel bands from fMinHz to fMaxHz, area-normalised. */
  nMels: count,
  nMfcc: count,
  /** @unit Hz */
  fMinHz: z.number().min(0),
  /** @unit Hz */
  fMaxHz: positive,
  /** What stands before and after the clip under the first and last frames. */
  padMode: z.enum(['reflect', 'constant']),
  /** Log-mel is clipped this far below the clip's maximum. @unit dB */
  topDb: positive,
  frames: FramePolicy,
  /** Per coefficient: `(x - mean) / std`; null when the network takes plain coefficients. */
  standardisation: z.strictObject({ mean: z.array(z.number()), std: z.array(positive) }).nullable(),
  /** Order of the network's input axes, the batch axis left out. */
  layout: z.enum(['coefficients,frames,1', 'coefficients,frames', 'frames,coefficients']),
})
export type MfccSpec = z.infer<typeof MfccSpec>

/** When a window counts towards an alarm for this label. */
const LabelThresholds = z.strictObject({ raiseAt: unit, clearAt: unit })

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

const common = {
  formatVersion: z.literal(1),
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -'),
  version: z.string().min(1),
  /** What it knows and what it does not, in plain words. */
  description: z.string().min(1),
  audio: AudioSpec,
  window: WindowSpec,
  labels: z.array(LabelSpec).min(2),
  /** SHA-256 of every other file of the bundle. */
  files: z.record(fileName, sha256),
  /** Where the weights come from: the run, the data set's fingerprint, the figures reached. */
  training: z.record(z.string(), z.json()).optional(),
}

/** `bundle.json` of a neural network: TensorFlow.js layers in `model.json` and weights beside it. */
export const NetworkManifest = z.strictObject({
  ...common,
  kind: z.literal('network'),
  features: MfccSpec,
  /** The file with the layers; it names its weight files. */
  network: fileName,
})
export type NetworkManifest = z.infer<typeof NetworkManifest>

export const BundleManifest = z.discriminatedUnion('kind', [NetworkManifest])
export type BundleManifest = z.infer<typeof BundleManifest>

/**
 * Check the text of a `bundle.json`: its form, and that its parts agree with each other.
 *
 * @throws {@link BundleError} that lists every mistake, each with its path.
 */
export function parseBundleManifest(text: string): BundleManifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new BundleError('bundle.json is not JSON', { cause })
  }
  const parsed = BundleManifest.safeParse(json)
  if (!parsed.success) throw new BundleError(`bundle.json is not valid:\n${z.prettifyError(parsed.error)}`)

  const mistakes = contradictions(parsed.data)
  if (mistakes.length > 0) throw new BundleError(`bundle.json contradicts itself: ${mistakes.join('; ')}`)
  return parsed.data
}

function contradictions({ audio, features, labels, network, files }: NetworkManifest): string[] {
  const mistakes: string[] = []
  const names = new Set(labels.map(({ name }) => name))
  if (names.size !== labels.length) mistakes.push('two labels have the same name')
  if (!labels.some(({ normal }) => normal)) mistakes.push('no label is marked as normal')
  for (const { name, thresholds } of labels) {
    if (thresholds && thresholds.clearAt > thresholds.raiseAt) mistakes.push(`label ${name} clears above its raiseAt`)
  }
  if (features.fMaxHz > audio.sampleRateHz / 2) mistakes.push('features.fMaxHz is above half of audio.sampleRateHz')
  if (features.fMinHz >= features.fMaxHz) mistakes.push('features.fMinHz is not below features.fMaxHz')
  if (features.nMfcc > features.nMels) mistakes.push('features.nMfcc is larger than features.nMels')
  const { standardisation } = features
  for (const [part, values] of Object.entries(standardisation ?? {})) {
    if (values.length !== features.nMfcc) mistakes.push(`features.standardisation.${part} has not nMfcc numbers`)
  }
  if (!(network in files)) mistakes.push(`files does not list ${network}`)
  return mistakes
}
