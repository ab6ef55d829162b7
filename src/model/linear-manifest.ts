import { z } from 'zod'
import { commonFields, count, fileName, melContradictions, positive } from './bundle-fields.ts'
import { NormalSoundSpec } from './normal-only-manifest.ts'

/** The strongest line of each narrow band: see dsp/line-spectrum.ts. */
const LineSpec = z.strictObject({
  /** FFT size = frame length. @unit samples */
  nFft: count.max(2 ** 18),
  /** @unit samples */
  hopLength: count,
  /** @unit Hz */
  fMinHz: positive,
  /** @unit Hz */
  fMaxHz: positive,
  bandsPerOctave: count.max(96),
})

/** What a linear classifier looks at. */
export const SoundStatisticsSpec = z.strictObject({
  kind: z.literal('sound-statistics'),
  /** What `window.hopFrames` counts. @unit samples */
  hopLength: count,
  /** Mel bands and modulation, as a normal-only detector hears them. */
  sound: NormalSoundSpec,
  lines: LineSpec,
})
export type SoundStatisticsSpec = z.infer<typeof SoundStatisticsSpec>

/** By what normal sound of the machine a bundle was calibrated. */
const LinearCalibration = z.strictObject({
  /** Recordings whose statistics were averaged. */
  recordings: count,
  /** SHA-256 over their names and contents, lower-case hex. */
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
})

/** `bundle.json` of a classifier whose scores are weighted sums of a recording's statistics. */
export const LinearManifest = z.strictObject({
  ...commonFields,
  kind: z.literal('linear'),
  features: SoundStatisticsSpec,
  /**
   * What is weighted: the statistics of the sound, or how they differ from those of the same machine when it is
   * well. The latter can judge machines that were never heard, once it is calibrated.
   */
  weighs: z.enum(['sound', 'difference']),
  /** Left out until the bundle is calibrated, and where it needs none. */
  calibration: LinearCalibration.optional(),
  /** The file with the numbers, little-endian 32-bit floats, array after array. */
  weights: fileName,
  arrays: z.array(z.strictObject({ name: z.string().min(1), shape: z.array(count).min(1) })),
})
export type LinearManifest = z.infer<typeof LinearManifest>

/** What in a manifest of the right form does not fit together. */
export function linearContradictions({
  audio,
  features,
  weighs,
  calibration,
  weights,
  files,
}: LinearManifest): string[] {
  const mistakes = melContradictions('features.sound.spectrum', features.sound.spectrum, audio)
  mistakes.push(...melContradictions('features.lines', features.lines, audio))
  if (weighs === 'sound' && calibration) mistakes.push('a bundle that weighs sound itself cannot be calibrated')
  if (!(weights in files)) mistakes.push(`files does not list ${weights}`)
  return mistakes
}
