import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { DatasetError, NotFoundError } from '../../errors.ts'

const JsonRecord = z.record(z.string(), z.json())

/** What `run.json` of a run's folder says; more may stand there. */
const RunRecord = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  startedAt: z.iso.datetime(),
  state: z.string(),
  endedAt: z.iso.datetime().optional(),
  /** Why it failed. */
  reason: z.string().optional(),
  parameters: JsonRecord,
  /** What was asked for; runs of older versions do not say. */
  options: JsonRecord.optional(),
  dataset: JsonRecord.optional(),
  figures: JsonRecord.optional(),
})
export type RunRecord = z.infer<typeof RunRecord>

/** Figures of one epoch, as `metrics.jsonl` has them. */
export type EpochRecord = Readonly<Record<string, number>>
const Epoch = z.record(z.string(), z.number())

export interface RunList {
  /** Oldest first. */
  readonly runs: readonly RunRecord[]
  /** Folders whose `run.json` cannot be read. */
  readonly damaged: readonly string[]
}

/** Every run in a folder; none where the folder is not there. */
export async function listRuns(root: string): Promise<RunList> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new NotFoundError(`${root} is not a folder of runs that can be read (${error.message})`, { cause: error })
  })
  const runs: RunRecord[] = []
  const damaged: string[] = []
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    const text = await readFile(join(root, name, 'run.json'), 'utf8').catch(() => undefined)
    if (text === undefined) continue
    const run = RunRecord.safeParse(parseJson(text))
    if (run.success && run.data.id === name) runs.push(run.data)
    else damaged.push(name)
  }
  return { runs: runs.sort((a, b) => (a.id < b.id ? -1 : 1)), damaged: damaged.sort() }
}

/**
 * The run of an id, of the beginning of one, or `latest`.
 *
 * @throws {@link NotFoundError} when there is none, or several begin so.
 */
export async function findRun(root: string, id: string): Promise<RunRecord> {
  const { runs } = await listRuns(root)
  const exact = id === 'latest' ? runs.at(-1) : runs.find((run) => run.id === id)
  const matches = exact === undefined ? runs.filter((run) => run.id.startsWith(id)) : [exact]
  const [run, ...others] = matches
  if (run === undefined) throw new NotFoundError(`there is no run ${id} in ${root}; "earshot runs list" shows them`)
  if (others.length === 0) return run
  throw new NotFoundError(`${matches.length} runs begin with ${id}: ${matches.map((match) => match.id).join(', ')}`)
}

/**
 * The figures of a run, epoch by epoch; empty for a run without epochs.
 *
 * @throws {@link DatasetError} when a line is damaged; the last one may be cut off, by a power cut.
 */
export async function readEpochs(root: string, id: string): Promise<EpochRecord[]> {
  const text = await readFile(join(root, id, 'metrics.jsonl'), 'utf8').catch(() => '')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.flatMap((line, i) => {
    const epoch = Epoch.safeParse(parseJson(line))
    if (epoch.success) return [epoch.data]
    if (i === lines.length - 1 && !text.endsWith('\n')) return []
    throw new DatasetError(`line ${i + 1} of metrics.jsonl of run ${id} is damaged`)
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
