import { z } from 'zod'
import { BundleError } from '../errors.ts'
import { type BundleAlarm, commonFields, count, fileName, melContradictions, positive } from './bundle-fields.ts'
import { LinearManifest, linearContradictions } from './linear-manifest.ts'
import { NormalOnlyManifest, normalOnlyContradictions } from './normal-only-manifest.ts'
import { isSpotter } from './spotting.ts'
import { UnlearntManifest, unlearntContradictions } from './unlearnt-manifest.ts'

export { AudioSpec, BundleAlarm, LabelSpec, WindowSpec } from './bundle-fields.ts'
export { LinearManifest } from './linear-manifest.ts'
export { NormalOnlyManifest } from './normal-only-manifest.ts'

/** Faint noise in which a clip that is shorter than a window is set before anything is computed of it. */
const Surroundings = z.strictObject({
  /** How far its RMS is below the clip's. @unit dB */
  noiseBelowDb: positive,
  /** Which part of what is missing comes before the clip. 0..1 */
  before: z.number().min(0).max(1),
})

/** How features are brought to the number of frames that the network takes. */
export const FramePolicy = z.strictObject({
  /** Columns that the network takes. */
  count,
  /** Zero columns appended before cutting or extending. */
  padColumns: z.number().int().min(0),
  /** What a clip with too few columns is extended with: its own last columns once, zeros, or sound around it. */
  extend: z.union([z.enum(['repeat-tail', 'zeros']), Surroundings], {
    error: "must be 'repeat-tail', 'zeros' or { noiseBelowDb, before }",
  }),
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

/** `bundle.json` of a neural network: TensorFlow.js layers in `model.json` and weights beside it. */
export const NetworkManifest = z.strictObject({
  ...commonFields,
  kind: z.literal('network'),
  features: MfccSpec,
  /** The file with the layers; it names its weight files. */
  network: fileName,
})
export type NetworkManifest = z.infer<typeof NetworkManifest>

export const BundleManifest = z.discriminatedUnion('kind', [
  NetworkManifest,
  LinearManifest,
  NormalOnlyManifest,
  UnlearntManifest,
])
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

function contradictions(manifest: BundleManifest): string[] {
  const mistakes = [...labelContradictions(manifest), ...alarmContradictions(manifest.alarm)]
  switch (manifest.kind) {
    case 'network':
      return [...mistakes, ...networkContradictions(manifest)]
    case 'linear':
      return [...mistakes, ...linearContradictions(manifest)]
    case 'normal-only':
      return [...mistakes, ...normalOnlyContradictions(manifest)]
    case 'unlearnt':
      return [...mistakes, ...unlearntContradictions(manifest)]
  }
}

function labelContradictions({ labels, alarm }: Pick<BundleManifest, 'labels' | 'alarm'>): string[] {
  const mistakes: string[] = []
  const names = new Set(labels.map(({ name }) => name))
  if (names.size !== labels.length) mistakes.push('two labels have the same name')
  if (isSpotter(labels) && alarm === undefined) {
    mistakes.push('no label is marked as normal, and no alarm says from which probability a label is an event')
  }
  for (const { name, thresholds } of labels) {
    if (thresholds && thresholds.clearAt > thresholds.raiseAt) mistakes.push(`label ${name} clears above its raiseAt`)
  }
  return mistakes
}

function alarmContradictions(alarm: BundleAlarm | undefined): string[] {
  if (alarm === undefined) return []
  const { raiseAt, clearAt, raiseWindows, clearWindows } = alarm
  const mistakes = clearAt > raiseAt ? ['alarm.clearAt is above alarm.raiseAt'] : []
  for (const [name, { n, of }] of Object.entries({ raiseWindows, clearWindows })) {
    if (n > of) mistakes.push(`alarm.${name} asks for ${n} of only ${of} windows`)
  }
  return mistakes
}

function networkContradictions({ audio, features, labels, network, files }: NetworkManifest): string[] {
  const mistakes = melContradictions('features', features, audio)
  if (labels.length < 2) mistakes.push('a network has at least two labels')
  if (features.nMfcc > features.nMels) mistakes.push('features.nMfcc is larger than features.nMels')
  const { standardisation } = features
  for (const [part, values] of Object.entries(standardisation ?? {})) {
    if (values.length !== features.nMfcc) mistakes.push(`features.standardisation.${part} has not nMfcc numbers`)
  }
  if (!(network in files)) mistakes.push(`files does not list ${network}`)
  return mistakes
}
