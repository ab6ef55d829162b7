import { appendFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'

/** JSON as it is stored with a run. */
type Json = z.core.util.JSONType

/** What is known of a training from its start. */
export interface RunStart {
  /** Of what, in words: a bundle's name. */
  readonly name: string
  /** @unit ISO 8601, UTC */
  readonly startedAt: string
  /** Everything that has to be given again to train the same model. */
  readonly parameters: Readonly<Record<string, Json>>
  /** What was asked for, so that it can be asked for again. */
  readonly options?: Readonly<Record<string, Json>> | undefined
}

/** What a training has come to. */
export interface RunEnd {
  /** @unit ISO 8601, UTC */
  readonly endedAt: string
  /** Fingerprint and sizes of what was learnt from. */
  readonly dataset: Readonly<Record<string, Json>>
  /** The figures reached, by name. */
  readonly figures: Readonly<Record<string, Json>>
}

const CHECKPOINT = 'checkpoint.bin'

/**
 * A training, kept in plain files: `run.json` (parameters, data set, figures, state), `metrics.jsonl`
 * (a line an epoch), `checkpoint.bin` while it runs, and `bundle/`, which the caller writes.
 */
export class RunFolder {
  readonly id: string
  readonly folder: string
  readonly #start: RunStart

  /** @param id - Unique in `root`; sorts by time. See {@link runId}. */
  constructor(root: string, id: string, start: RunStart) {
    this.id = id
    this.folder = join(root, id)
    this.#start = start
  }

  /** Where the bundle belongs. */
  get bundleFolder(): string {
    return join(this.folder, 'bundle')
  }

  async begin(): Promise<void> {
    await mkdir(this.folder, { recursive: true })
    await this.#write({ state: 'running' })
  }

  async addMetrics(metrics: object): Promise<void> {
    await appendFile(join(this.folder, 'metrics.jsonl'), `${JSON.stringify(metrics)}\n`)
  }

  /**
   * Keep from where the training can go on: after a crash or a power cut it is the last that was kept, whole.
   */
  async keepCheckpoint(bytes: Uint8Array): Promise<void> {
    const path = join(this.folder, CHECKPOINT)
    {
      await using file = await open(`${path}.new`, 'w')
      await file.writeFile(bytes)
      await file.sync()
    }
    await rename(`${path}.new`, path)
  }

  /** What {@link keepCheckpoint} kept last; undefined when there is nothing yet. */
  async checkpoint(): Promise<Uint8Array | undefined> {
    return readFile(join(this.folder, CHECKPOINT)).catch(() => undefined)
  }

  /** Begin again where a training ended: `metrics.jsonl` then has the epochs that count, and no others. */
  async resume(epochs: readonly object[]): Promise<void> {
    const lines = epochs.map((metrics) => `${JSON.stringify(metrics)}\n`).join('')
    await writeFile(join(this.folder, 'metrics.jsonl'), lines)
    await this.#write({ state: 'running' })
  }

  async finish(end: RunEnd): Promise<void> {
    await this.#write({ state: 'finished', ...end })
    await rm(join(this.folder, CHECKPOINT), { force: true })
  }

  async fail(endedAt: string, reason: string): Promise<void> {
    await this.#write({ state: 'failed', endedAt, reason })
  }

  /** Replaced in one step: a reader meets the old description or the new one. */
  async #write(rest: object): Promise<void> {
    const path = join(this.folder, 'run.json')
    await writeFile(`${path}.new`, `${JSON.stringify({ id: this.id, ...this.#start, ...rest }, null, 2)}\n`)
    await rename(`${path}.new`, path)
  }
}

/** A run's name: when it started, what it trained, and a few characters that no other run of that second has. */
export function runId(startedAt: string, kind: string, unique: string): string {
  return `${startedAt.slice(0, 19).replaceAll(':', '-')}_${kind}_${unique}`
}
