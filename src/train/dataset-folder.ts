import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DatasetError } from '../errors.ts'
import type { Layout } from './layouts/layout.ts'
import { type PlacedFile, recogniseLayout } from './layouts/recognise.ts'

/** A folder of labelled recordings, in one of the layouts that are known by their paths. */
export interface DatasetFolder {
  readonly root: string
  readonly layout: Layout
  /** In the order of the network's outputs. Recordings of none of them have the index behind the last. */
  readonly labels: readonly string[]
  /** By label, then by name. */
  readonly recordings: readonly LabelledRecording[]
}

export interface LabelledRecording {
  /** Path from the root, with `/`. */
  readonly file: string
  /** Index of its label. */
  readonly label: number
  /** Which machine was recorded, where the path says so. */
  readonly machine?: string
  /** Names the original where several files are made of one recording. */
  readonly original?: string
}

/** What a `dataset.json` may say of the order of labels; everything else in it is for people. */
const DatasetDescription = z.object({ labels: z.array(z.string()).optional() })

/** One recording to learn from, one to check with. */
const LEAST_RECORDINGS = 2

/**
 * Look into a folder of labelled recordings.
 *
 * @param labels - Which labels to take, in this order; by default every one that has recordings,
 *   in the order that a `dataset.json` gives, then those that mean normal in named layouts, the rest by name.
 * @throws {@link DatasetError} when it is no folder, a label has no recordings, or there is none at all.
 */
export async function exploreDataset(root: string, labels?: readonly string[]): Promise<DatasetFolder> {
  const { layout, placed } = recogniseLayout(await recordingsIn(root))
  const found = new Map<string, PlacedFile[]>()
  for (const file of placed) found.set(file.label, [...(found.get(file.label) ?? []), file])
  const taken = labels ?? orderLabels([...found.keys()], await describedLabels(root))
  const missing = taken.find((label) => !found.has(label))
  if (missing !== undefined) {
    throw new DatasetError(
      `${root} has no recordings of label ${missing} (${layout.description}); it has ${listOf([...found.keys()])}`,
    )
  }
  if (taken.length === 0)
    throw new DatasetError(`${root} has no recordings (.wav) in a layout that is known: ${LAYOUTS}`)
  return {
    root,
    layout,
    labels: taken,
    recordings: taken.flatMap((name, label) => (found.get(name) ?? []).map((file) => indexed(file, label))),
  }
}

/**
 * As {@link exploreDataset}, for a data set that a classifier is to learn from.
 *
 * @throws {@link DatasetError} also when there are fewer than two labels, or a label has fewer than two recordings.
 */
export async function findDataset(root: string, labels?: readonly string[]): Promise<DatasetFolder> {
  const dataset = await exploreDataset(root, labels)
  if (dataset.labels.length < 2) {
    throw new DatasetError(
      `${root} needs recordings of at least two labels, it has ${dataset.labels.length}: ${dataset.labels.join(', ')}`,
    )
  }
  for (const [index, label] of dataset.labels.entries()) {
    const count = dataset.recordings.filter((recording) => recording.label === index).length
    if (count >= LEAST_RECORDINGS) continue
    throw new DatasetError(`label ${label} has ${count} recordings; give it at least ${LEAST_RECORDINGS}`)
  }
  return dataset
}

const LAYOUTS =
  'LABEL/*.wav, LABEL_*.wav, MACHINE/id_00/normal|abnormal/*.wav (MIMII), {normal,anomaly}_id_00_*.wav (DCASE)'

function indexed({ label: _, ...placed }: PlacedFile, label: number): LabelledRecording {
  return { ...placed, label }
}

/** Every recording below a folder, hidden folders left out, by name. */
export async function recordingsIn(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true }).catch((cause: unknown) => {
    throw new DatasetError(`${root} is not a folder that can be read`, { cause })
  })
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.wav$/i.test(name) && !/(^|\/)\./.test(name))
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

function orderLabels(found: readonly string[], described: readonly string[]): string[] {
  const first = described.filter((label) => found.includes(label))
  const rest = found.filter((label) => !first.includes(label)).sort()
  const normal = rest.filter((label) => label === 'normal')
  return [...first, ...normal, ...rest.filter((label) => label !== 'normal')]
}

function listOf(labels: readonly string[]): string {
  return labels.length === 0 ? 'none' : labels.toSorted().join(', ')
}
