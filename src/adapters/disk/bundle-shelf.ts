import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EarshotError, NotFoundError } from '../../errors.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { Scorer } from '../../model/scoring.ts'
import { shortestClipSeconds } from '../../model/shortest-clip.ts'
import type { BrokenModel, ModelShelf, ModelSummary } from '../../pipeline/model-registry.ts'
import { readBundle } from './bundle-folder.ts'

/**
 * The bundles in the folders of a directory, by the folders' names.
 *
 * @param open - Makes a bundle ready to score.
 */
export function createBundleShelf(directory: string, open: (contents: BundleContents) => Promise<Scorer>): ModelShelf {
  return {
    async list() {
      const names = await bundleNames(directory)
      return Promise.all(names.map((name) => summarise(name, join(directory, name))))
    },
    async load(name) {
      const names = await bundleNames(directory)
      if (!names.includes(name)) {
        throw new NotFoundError(`there is no model ${name}; there are ${names.join(', ') || 'none'}`)
      }
      return open(await readBundle(join(directory, name)))
    },
  }
}

/** Folders that hold something; a name with a dot in front is a bundle being written. */
async function bundleNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
    throw new NotFoundError(`there is no folder of models at ${directory}`, { cause })
  })
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort()
}

async function summarise(name: string, folder: string): Promise<ModelSummary | BrokenModel> {
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
    }
  } catch (error) {
    return { name, problem: error instanceof EarshotError ? error.message : 'the folder cannot be read' }
  }
}
