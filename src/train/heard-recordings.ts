import { z } from 'zod'

/** Digits of a recording's SHA-256 that are kept in a bundle: two of a million recordings share them once in 3e7. */
const DIGITS = 16

const Hashes = z.array(z.string().regex(/^[0-9a-f]{16}$/))

/** Which recordings a bundle was made with, by the first 16 hex digits of their files' SHA-256. */
const HeardRecordings = z.object({
  /** Those that it learnt from. */
  training: Hashes,
  /** Those that decided when to stop, or where a threshold lies: not learnt from, but not unheard either. */
  validation: Hashes,
})
export type HeardRecordings = z.infer<typeof HeardRecordings>

/** Where a bundle's training record has it. */
const TrainingRecord = z.object({ dataset: z.looseObject({ heard: HeardRecordings }) })

interface Hashed {
  /** Of the file, lower-case hex. */
  readonly sha256: string
}

/** To be kept as `training.dataset.heard` of a bundle, so that an evaluation can say what was held out. */
export function describeHeard(split: {
  readonly training: readonly Hashed[]
  readonly validation: readonly Hashed[]
}): HeardRecordings {
  const shorten = (items: readonly Hashed[]): string[] =>
    [...new Set(items.map(({ sha256 }) => sha256.slice(0, DIGITS)))].sort()
  return { training: shorten(split.training), validation: shorten(split.validation) }
}

/** What a bundle has to do with a recording; `unknown` where the bundle does not say what it was made with. */
export type Acquaintance = 'training' | 'validation' | 'unheard' | 'unknown'

/**
 * Read which recordings a bundle has met.
 *
 * @param training - The bundle's training record.
 * @returns Says of a file's SHA-256 what the bundle has to do with it.
 */
export function acquaintances(training: unknown): (sha256: string) => Acquaintance {
  const record = TrainingRecord.safeParse(training)
  if (!record.success) return () => 'unknown'
  const { heard } = record.data.dataset
  const learnt = new Set(heard.training)
  const checked = new Set(heard.validation)
  return (sha256) => {
    const digits = sha256.slice(0, DIGITS)
    return learnt.has(digits) ? 'training' : checked.has(digits) ? 'validation' : 'unheard'
  }
}

/** A bundle's training record with recordings that it has met since: not learnt from, but not unheard either. */
export function withMet(
  training: Readonly<Record<string, z.core.util.JSONType>> | undefined,
  met: readonly Hashed[],
): Record<string, z.core.util.JSONType> | undefined {
  const record = TrainingRecord.loose().safeParse(training)
  if (training === undefined || !record.success) return training
  const { dataset } = record.data
  const known = met.filter(({ sha256 }) => !dataset.heard.training.includes(sha256.slice(0, DIGITS)))
  const { validation } = describeHeard({ training: [], validation: known })
  const heard = { ...dataset.heard, validation: [...new Set([...dataset.heard.validation, ...validation])].sort() }
  return { ...training, dataset: { ...dataset, heard } }
}
