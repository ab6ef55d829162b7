import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DatasetError } from '../errors.ts'

/** A folder of recordings, one folder in it per label. */
export interface DatasetFolder {
  readonly root: string
  /** In the order of the network's outputs. */
  readonly labels: readonly string[]
  /** By label, then by name. */
  readonly recordings: readonly LabelledRecording[]
}

export interface LabelledRecording {
  /** Path from the root, with `/`. */
  readonly file: string
  /** Index of its label. */
  readonly label: number
}

/** What a `dataset.json` may say of the order of labels; everything else in it is for people. */
const DatasetDescription = z.object({ labels: z.array(z.string()).optional() })

/** One recording to learn from, one to check with. */
const LEAST_RECORDINGS = 2

/**
 * Look into a folder of labelled recordings.
 *
 * @param labels - Which folders to take, in this order; by default every folder that holds recordings,
 *   in the order that a `dataset.json` gives, the rest by name.
 * @throws {@link DatasetError} when there is nothing to learn from.
 */
export async function findDataset(root: string, labels?: readonly string[]): Promise<DatasetFolder> {
  const folders = await foldersOf(root)
  const found = new Map<string, string[]>()
  for (const folder of labels ?? orderLabels(folders, await describedLabels(root))) {
    if (!folders.includes(folder)) throw new DatasetError(`${root} has no folder ${folder}`)
    const files = await recordingsIn(join(root, folder))
    if (files.length > 0 || labels !== undefined) found.set(folder, files)
  }
  if (found.size < 2) {
    throw new DatasetError(`${root} needs a folder of .wav files for each of at least two labels, it has ${found.size}`)
  }
  for (const [label, files] of found) {
    if (files.length >= LEAST_RECORDINGS) continue
    throw new DatasetError(`label ${label} has ${files.length} recordings; give it at least ${LEAST_RECORDINGS}`)
  }
  return {
    root,
    labels: [...found.keys()],
    recordings: [...found].flatMap(([folder, files], label) =>
      files.map((file) => ({ file: `${folder}/${file}`, label })),
    ),
  }
}

async function foldersOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((cause: unknown) => {
    throw new DatasetError(`${root} is not a folder that can be read`, { cause })
  })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

async function recordingsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.wav$/i.test(name))
    .sort()
}

async function describedLabels(root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'dataset.json'), 'utf8').catch(() => '{}')
  try {
    return DatasetDescription.parse(JSON.parse(text)).labels ?? []
  } catch (cause) {
    throw new DatasetError(`dataset.json in ${root} is not what earshot synth writes; correct or remove it`, { cause })
  }
}

function orderLabels(folders: readonly string[], described: readonly string[]): string[] {
  const first = described.filter((label) => folders.includes(label))
  return [...first, ...folders.filter((folder) => !first.includes(folder))]
}
