import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectWav } from '../audio/wav.ts'
import { EarshotError } from '../errors.ts'
import type { DatasetFolder } from './dataset-folder.ts'

/** Some recordings of a data set, counted. */
export interface RecordingCount {
  /** null: not named by the path. */
  readonly machine: string | null
  readonly label: string
  readonly recordings: number
  /** Of all together. @unit s */
  readonly seconds: number
}

/** What a data set holds, from the headers of its files. */
export interface DatasetSummary {
  readonly layout: string
  /** Machine by machine, label by label. */
  readonly counts: readonly RecordingCount[]
  /** How many recordings have each rate. @unit Hz */
  readonly sampleRatesHz: ReadonlyMap<number, number>
  /** Shortest and longest. @unit s */
  readonly durationSeconds: { readonly shortest: number; readonly longest: number }
  /** Originals, where several files were made of one recording. */
  readonly originals: number
  readonly unreadable: readonly { readonly file: string; readonly message: string }[]
}

/** Look at the header of every recording. */
export async function summariseDataset({ root, layout, labels, recordings }: DatasetFolder): Promise<DatasetSummary> {
  const counts = new Map<string, { machine: string | null; label: string; recordings: number; seconds: number }>()
  const sampleRatesHz = new Map<number, number>()
  const unreadable: { file: string; message: string }[] = []
  let shortest = Number.POSITIVE_INFINITY
  let longest = 0
  for (const { file, label: index, machine = null } of recordings) {
    const label = labels[index] ?? ''
    try {
      const { sampleRateHz, durationSeconds } = inspectWav(await readFile(join(root, file)))
      const key = `${machine}/${label}`
      const count = counts.get(key) ?? { machine, label, recordings: 0, seconds: 0 }
      counts.set(key, { ...count, recordings: count.recordings + 1, seconds: count.seconds + durationSeconds })
      sampleRatesHz.set(sampleRateHz, (sampleRatesHz.get(sampleRateHz) ?? 0) + 1)
      shortest = Math.min(shortest, durationSeconds)
      longest = Math.max(longest, durationSeconds)
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error
      unreadable.push({ file, message: error.message })
    }
  }
  const byMachine = [...counts.values()].sort(
    (a, b) => (a.machine ?? '').localeCompare(b.machine ?? '') || labels.indexOf(a.label) - labels.indexOf(b.label),
  )
  return {
    layout: layout.description,
    counts: byMachine,
    sampleRatesHz,
    durationSeconds: { shortest: Number.isFinite(shortest) ? shortest : 0, longest },
    originals: new Set(recordings.map(({ file, original }) => original ?? file)).size,
    unreadable,
  }
}
