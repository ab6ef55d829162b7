import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { NotFoundError } from '../../errors.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { Scorer } from '../../model/scoring.ts'
import type { ModelShelf } from '../../pipeline/model-registry.ts'
import { readBundle } from './bundle-folder.ts'
import { BundleSummaries } from './bundle-summaries.ts'

export interface ShelfOptions {
  /** Folder of what was learnt here, which need not be there yet. Of two bundles of one name, this one counts. */
  readonly learntDirectory?: string
}

/**
 * The bundles in the folders of a directory, by the folders' names, and those that were learnt.
 *
 * @param open - Makes a bundle ready to score.
 */
export function createBundleShelf(
  directory: string,
  open: (contents: BundleContents) => Promise<Scorer>,
  { learntDirectory }: ShelfOptions = {},
): ModelShelf {
  const summaries = new BundleSummaries()

  /** Where each bundle is, by name. */
  async function folders(): Promise<ReadonlyMap<string, string>> {
    const shipped = await bundleNames(directory).catch((cause: unknown) => {
      throw new NotFoundError(`there is no folder of models at ${directory}`, { cause })
    })
    const learnt = learntDirectory === undefined ? [] : await bundleNames(learntDirectory).catch(() => [])
    const found = [
      ...shipped.map((name) => [name, join(directory, name)] as const),
      ...learnt.map((name) => [name, join(learntDirectory ?? '', name)] as const),
    ]
    return new Map(found.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
  }

  async function read(name: string): Promise<BundleContents> {
    const known = await folders()
    const folder = known.get(name)
    if (folder === undefined) {
      throw new NotFoundError(`there is no model ${name}; there are ${[...known.keys()].join(', ') || 'none'}`)
    }
    return await readBundle(folder)
  }

  return {
    list: async () => summaries.of(await folders()),
    load: async (name) => open(await read(name)),
    manifest: async (name) => (await read(name)).manifest,
  }
}

/** Folders that hold something; a name with a dot in front is a bundle being written. */
async function bundleNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true })
  return entries
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('.'))
    .map(({ name }) => name)
}
