import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeWav } from '../audio/wav.ts'
import { DatasetError, EarshotError } from '../errors.ts'
import type { FrontEnd } from '../model/front-end.ts'
import type { DatasetFolder } from './dataset-folder.ts'
import type { Example } from './example.ts'

/** An example, and which recording it was. */
export interface HeardExample extends Example {
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

/**
 * Hear every recording of a data set.
 *
 * @param onRead - Told how many have been heard.
 * @throws {@link DatasetError} naming the recording that cannot be used, and why.
 */
export async function readExamples(
  { root, recordings }: Pick<DatasetFolder, 'root' | 'recordings'>,
  frontEnd: FrontEnd,
  onRead: (done: number, file: string) => void = () => undefined,
): Promise<ExampleSet> {
  const hash = createHash('sha256')
  const examples: HeardExample[] = []
  for (const [index, { file, label, original, machine }] of recordings.entries()) {
    const bytes = await readFile(join(root, file)).catch((cause: unknown) => {
      throw new DatasetError(`${file} cannot be read`, { cause })
    })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    hash.update(`${file}\n${sha256}\n`)
    examples.push({
      input: hear(file, bytes, frontEnd),
      label,
      sha256,
      original: original ?? sha256,
      ...(machine === undefined ? {} : { machine }),
    })
    onRead(index + 1, file)
  }
  return { examples, fingerprint: hash.digest('hex') }
}

function hear(file: string, bytes: Uint8Array, frontEnd: FrontEnd): Float32Array {
  try {
    return frontEnd.fromClip(decodeWav(bytes))
  } catch (cause) {
    if (!(cause instanceof EarshotError)) throw cause
    throw new DatasetError(`${file}: ${cause.message}`, { cause })
  }
}
