import type { Dirent, Stats } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CLIP_LIMITS } from '../audio/limits.ts'
import { AudioError, NotFoundError } from '../errors.ts'

/** A path to be scored, and what is known to be wrong with it before it is read. */
export interface Recording {
  readonly file: string
  readonly missing?: NotFoundError
}

/** Files as they are named, folders as the `*.wav` in and below them, by name. What is not there comes back as missing. */
export async function findRecordings(paths: readonly string[]): Promise<Recording[]> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const stats = await stat(path).catch(() => undefined)
      if (stats === undefined) return [{ file: path, missing: new NotFoundError(`there is no file or folder ${path}`) }]
      if (!stats.isDirectory()) return [{ file: path }]
      const files = await findWavFiles(path)
      if (files.length > 0) return files.map((file) => ({ file }))
      return [{ file: path, missing: new NotFoundError(`there is no .wav file in ${path}`) }]
    }),
  )
  return found.flat()
}

async function findWavFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = await Promise.all(entries.sort(byName).map((entry) => filesOf(folder, entry)))
  return files.flat()
}

/** Links to folders are not followed: they may lead round in a circle. */
async function filesOf(folder: string, entry: Dirent): Promise<string[]> {
  const path = join(folder, entry.name)
  if (entry.isDirectory()) return findWavFiles(path)
  return /\.wav$/i.test(entry.name) ? [path] : []
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1
}

/**
 * @throws {@link NotFoundError} when it is missing or not readable.
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_LARGE`, before it is read.
 */
export async function readRecording({ file, missing }: Recording): Promise<Uint8Array> {
  if (missing) throw missing
  const unreadable = (cause: unknown): never => {
    throw new NotFoundError(`${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`, {
      cause,
    })
  }
  const stats: Stats = await stat(file).catch(unreadable)
  if (!stats.isFile()) throw new NotFoundError(`${file} is not a file`)
  if (stats.size > CLIP_LIMITS.maxBytes) {
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_LARGE',
      `${file} has ${stats.size} bytes, more than ${CLIP_LIMITS.maxBytes}`,
    )
  }
  return readFile(file).catch(unreadable)
}
