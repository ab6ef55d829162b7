import { mkdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ReviewFolder } from '../adapters/disk/review-folder.ts'
import { loadConfig } from '../config.ts'
import { DatasetError } from '../errors.ts'
import type { Log } from '../pipeline/ports.ts'
import { datasetFiles } from '../pipeline/review/dataset.ts'
import { refuseFullFolder } from './empty-folder.ts'

export interface ReviewsOptions {
  readonly out: string
  readonly data?: string
  readonly config?: string
}

/** @throws {@link DatasetError} when there are no reviews with a recording. */
export async function exportReviews({ out, data, config: file }: ReviewsOptions): Promise<void> {
  await refuseFullFolder(out)
  const directory = data ?? loadConfig({ file, env: process.env }).data.directory
  const folder = join(directory, 'reviews')
  await stat(folder).catch((cause: unknown) => {
    throw new DatasetError(`there are no reviews at ${folder}; --data names the data folder of a module`, { cause })
  })
  const store = new ReviewFolder({
    folder,
    maxBytes: Number.POSITIVE_INFINITY,
    pathOfClip: () => undefined,
    log: onStderr,
  })
  await store.read()
  const recordings = store.recordings()
  if (recordings.length === 0) throw new DatasetError(`${folder} holds no review with a recording`)
  let leftOut = 0
  for (const { path, read } of datasetFiles(recordings)) {
    const bytes = await read().catch(goneMeanwhile)
    if (bytes === undefined) {
      leftOut += 1
      console.error(`left out: ${path} gave way to newer recordings meanwhile`)
      continue
    }
    await mkdir(join(out, dirname(path)), { recursive: true })
    await writeFile(join(out, path), bytes)
  }
  const labels = [...new Set(recordings.map(({ review }) => review.label))].sort()
  console.log(`${recordings.length - leftOut} recordings in ${out}: ${labels.join(', ')}`)
}

/** The folder may be that of a module that runs. */
function goneMeanwhile(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

const onStderr: Log = {
  error: (text) => console.error(text),
  warn: (text, { name = '' } = {}) => console.error(`${text}: ${name}`),
  info: () => undefined,
  debug: () => undefined,
}
