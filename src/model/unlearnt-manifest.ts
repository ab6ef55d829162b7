import { z } from 'zod'
import { commonFields, melContradictions, positive } from './bundle-fields.ts'
import { NormalSoundSpec } from './normal-only-manifest.ts'

/** `bundle.json` of the settings of a normal-only detector that has heard nothing yet. */
export const UnlearntManifest = z.strictObject({
  ...commonFields,
  kind: z.literal('unlearnt'),
  features: NormalSoundSpec,
  /** What a learning takes over where it is not told otherwise. */
  learning: z.strictObject({
    /** Of sound to learn from. @unit min */
    minutes: positive.max(1_440),
    /** Share of normal windows that may be raised. */
    falseAlarmRate: z.number().min(1e-4).max(0.2),
  }),
})
export type UnlearntManifest = z.infer<typeof UnlearntManifest>

/** What in a manifest of the right form does not fit together. */
export function unlearntContradictions({ audio, features, labels }: UnlearntManifest): string[] {
  const mistakes = melContradictions('features.spectrum', features.spectrum, audio)
  if (labels.some(({ normal }) => !normal)) mistakes.push('what has learnt nothing has no label that is not normal')
  return mistakes
}
