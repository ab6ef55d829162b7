import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises'
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

/**
 * A training, kept in plain files: `run.json` (parameters, data set, figures, state), `metrics.jsonl`
 * (a line an epoch), and `bundle/`, which the caller writes.
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

  async finish(end: RunEnd): Promise<void> {
    await this.#write({ state: 'finished', ...end })
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
