import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clip } from '../audio/clip.ts'
import { decodeWav } from '../audio/wav.ts'
import { DatasetError, EarshotError } from '../errors.ts'
import type { FrontEnd } from '../model/front-end.ts'
import { Random } from '../synth/random.ts'
import { type Augmentation, augment } from './augmentation.ts'
import type { DatasetFolder } from './dataset-folder.ts'
import type { Example } from './example.ts'

/** An example, and which recording it was. */
export interface HeardExample extends Example {
  /** Path from the data set's root. */
  readonly file: string
  /** SHA-256 of the recording's file, lower-case hex. */
  readonly sha256: string
  /** Names the recording that it was made of; files of the same bytes are one. */
  readonly original: string
  /** Which machine was recorded, where the path says so. */
  readonly machine?: string
}

/** A data set as features, in memory. */
export interface ExampleSet {
  readonly examples: readonly HeardExample[]
  /** SHA-256 over every file's name and content, lower-case hex: two equal sets have the same. */
  readonly fingerprint: string
}

/** What makes of a recording what a classifier takes. */
export type Hearing = Pick<FrontEnd, 'fromClip'>

/**
 * Hear every recording of a data set.
 *
 * @param onRead - Told how many have been heard.
 * @throws {@link DatasetError} naming the recording that cannot be used, and why.
 */
export async function readExamples(
  { root, recordings }: Pick<DatasetFolder, 'root' | 'recordings'>,
  hearing: Hearing,
  onRead: (done: number, file: string) => void = () => undefined,
): Promise<ExampleSet> {
  const hash = createHash('sha256')
  const examples: HeardExample[] = []
  for (const [index, { file, label, original, machine }] of recordings.entries()) {
    const bytes = await read(root, file)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    hash.update(`${file}\n${sha256}\n`)
    examples.push({
      file,
      input: hear(file, () => hearing.fromClip(decodeWav(bytes))),
      label,
      sha256,
      original: original ?? sha256,
      ...(machine === undefined ? {} : { machine }),
    })
    onRead(index + 1, file)
  }
  return { examples, fingerprint: hash.digest('hex') }
}

/**
 * Hear changed copies of recordings. A copy is the same for the same file and seed, whatever else is in the data set.
 *
 * @param examples - Those that are learnt from: made of them, nothing of the others can get to know them.
 * @param onRead - Told how many recordings have been copied.
 */
export async function hearTwins<T extends HeardExample>(
  root: string,
  examples: readonly T[],
  hearing: Hearing,
  { augmentation, seed }: { readonly augmentation: Augmentation; readonly seed: number },
  onRead: (done: number, file: string) => void = () => undefined,
): Promise<T[]> {
  const twins: T[] = []
  if (augmentation.twins === 0) return twins
  for (const [index, example] of examples.entries()) {
    const { file } = example
    const bytes = await read(root, file)
    for (let twin = 1; twin <= augmentation.twins; twin += 1) {
      const random = new Random(seed, `twin/${twin}/${file}`)
      const input = hear(file, () => hearing.fromClip(varied(decodeWav(bytes), augmentation, random)))
      twins.push({ ...example, input })
    }
    onRead(index + 1, file)
  }
  return twins
}

function varied(clip: Clip, augmentation: Augmentation, random: Random): Clip {
  return { ...clip, y: augment(clip.y, clip.sampleRateHz, augmentation, random) }
}

async function read(root: string, file: string): Promise<Uint8Array> {
  return readFile(join(root, file)).catch((cause: unknown) => {
    throw new DatasetError(`${file} cannot be read`, { cause })
  })
}

/** @throws {@link DatasetError} naming the recording, when what is computed of it throws. */
export function hear(file: string, compute: () => Float32Array): Float32Array {
  try {
    return compute()
  } catch (cause) {
    if (!(cause instanceof EarshotError)) throw cause
    throw new DatasetError(`${file}: ${cause.message}`, { cause })
  }
}
