import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EarshotError } from '../../errors.ts'
import { learntFrom } from '../../model/learnt-from.ts'
import { shortestClipSeconds } from '../../model/shortest-clip.ts'
import type { BrokenModel, ModelSummary } from '../../pipeline/model-registry.ts'
import { readBundle } from './bundle-folder.ts'

type Summary = ModelSummary | BrokenModel

/**
 * What is told of bundles in a list. A bundle is read whole, to see that it is sound; but only once, and then again
 * when a file in its folder is another one.
 */
export class BundleSummaries {
  /** By folder. */
  #known: ReadonlyMap<string, { readonly state: string; readonly summary: Summary }> = new Map()

  /** One after the other: of two hundred bundles one is in memory at a time. */
  async of(folders: ReadonlyMap<string, string>): Promise<Summary[]> {
    const known = new Map<string, { readonly state: string; readonly summary: Summary }>()
    for (const [name, folder] of folders) {
      const state = await stateOf(folder)
      const before = this.#known.get(folder)
      const summary = before?.state === state ? before.summary : await summarise(name, folder)
      known.set(folder, { state, summary })
    }
    this.#known = known
    return [...known.values()].map(({ summary }) => summary)
  }
}

/** Another text when a file is added, replaced, changed or gone. */
async function stateOf(folder: string): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const files = await Promise.all(
    names.toSorted().map(async (name) => {
      const stats = await stat(join(folder, name)).catch(() => undefined)
      return [name, stats?.ino, stats?.size, stats?.mtimeMs, stats?.ctimeMs]
    }),
  )
  return JSON.stringify(files)
}

async function summarise(name: string, folder: string): Promise<Summary> {
  try {
    const { manifest } = await readBundle(folder)
    const { version, kind, description, labels, audio, window } = manifest
    return {
      name,
      version,
      kind,
      description,
      labels,
      sampleRateHz: audio.sampleRateHz,
      windowSeconds: window.lengthSeconds,
      shortestSeconds: shortestClipSeconds(manifest),
      ...(manifest.kind === 'normal-only' ? { sessions: learntFrom(manifest) } : {}),
    }
  } catch (error) {
    return { name, problem: error instanceof EarshotError ? error.message : 'the folder cannot be read' }
  }
}
