import { createHash, randomUUID } from 'node:crypto'
import { lstat, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { BundleError } from '../../errors.ts'
import { parseBundleManifest } from '../../model/bundle.ts'
import type { BundleContents, ManifestDraft } from '../../model/bundle-contents.ts'
import { makeDurable, writeDurably } from './durable-files.ts'

const MANIFEST = 'bundle.json'
/** A manifest holds settings and figures, never weights. */
const MAX_MANIFEST_BYTES = 4 * 1024 * 1024
/** All files of a bundle together, so that a wrong folder cannot fill the memory of an edge device. */
const MAX_BUNDLE_BYTES = 512 * 1024 * 1024

/**
 * Read a bundle's folder and check every file against the manifest.
 *
 * @throws {@link BundleError} when a file is missing, too large, leads out of the
 *   folder, or is not the one whose SHA-256 the manifest gives.
 */
export async function readBundle(directory: string): Promise<BundleContents> {
  const folder = await realpath(directory).catch((cause: unknown) => {
    throw new BundleError(`there is no bundle at ${directory}`, { cause })
  })
  const manifestBytes = await readInside(folder, MANIFEST, MAX_MANIFEST_BYTES)
  const manifest = parseBundleManifest(new TextDecoder().decode(manifestBytes))

  const files = new Map<string, Uint8Array>()
  let bytesLeft = MAX_BUNDLE_BYTES
  for (const [name, expected] of Object.entries(manifest.files)) {
    const bytes = await readInside(folder, name, bytesLeft)
    if (sha256(bytes) !== expected) {
      throw new BundleError(`${name} of bundle ${manifest.name} is not the file that bundle.json describes (SHA-256)`)
    }
    bytesLeft -= bytes.byteLength
    files.set(name, bytes)
  }
  return { manifest, sha256: sha256(manifestBytes), files }
}

/** Links are followed as long as they stay in the folder: container platforms mount files that way. */
async function readInside(folder: string, name: string, maxBytes: number): Promise<Uint8Array> {
  const path = await realpath(join(folder, name)).catch((cause: unknown) => {
    throw new BundleError(`${name} is missing from the bundle at ${folder}`, { cause })
  })
  if (!path.startsWith(folder + sep))
    throw new BundleError(`${name} of the bundle at ${folder} leads out of the folder`)
  const { size } = await stat(path).then((stats) => {
    if (stats.isFile()) return stats
    throw new BundleError(`${name} of the bundle at ${folder} is not a file`)
  })
  if (size > maxBytes) throw new BundleError(`${name} of the bundle at ${folder} is too large (${size} bytes)`)
  return readFile(path).catch((cause: unknown) => {
    throw new BundleError(`${name} of the bundle at ${folder} cannot be read`, { cause })
  })
}

/** A bundle in memory as it will be on disk. */
export interface SealedBundle extends BundleContents {
  /** `bundle.json`, byte for byte. */
  readonly manifestBytes: Uint8Array
}

/**
 * Put the hashes of a bundle's files into its manifest; what comes out can be tried before it is written.
 *
 * @param files - By plain file name, without `bundle.json`.
 * @throws {@link BundleError} when the manifest is not valid.
 */
export function sealBundle(draft: ManifestDraft, files: ReadonlyMap<string, Uint8Array>): SealedBundle {
  const hashes = Object.fromEntries([...files].map(([name, bytes]) => [name, sha256(bytes)]))
  const text = `${JSON.stringify({ ...draft, files: hashes }, null, 2)}\n`
  const manifestBytes = new TextEncoder().encode(text)
  return { manifest: parseBundleManifest(text), sha256: sha256(manifestBytes), files, manifestBytes }
}

/**
 * Write a bundle's folder, replacing the bundle that may be there. It is written
 * and flushed beside its place first, so a reader meets the old one or the new one,
 * never a mixture, also after a power cut.
 *
 * @param beside - Files that are kept in the folder and are no part of the bundle: nobody reads them with it.
 * @returns What {@link readBundle} would read.
 * @throws {@link BundleError} when the manifest is not valid, or something that is not a bundle is in the way.
 */
export async function writeBundle(
  directory: string,
  draft: ManifestDraft,
  files: ReadonlyMap<string, Uint8Array>,
  beside: ReadonlyMap<string, Uint8Array> = new Map(),
): Promise<BundleContents> {
  const sealed = sealBundle(draft, files)
  const place = resolve(directory)
  await refuseToReplaceOtherThings(place)
  const fresh = join(dirname(place), `.${basename(place)}.${randomUUID()}.new`)
  try {
    await writeDurably(fresh, new Map([...beside, ...files, [MANIFEST, sealed.manifestBytes]]))
    await moveIntoPlace(fresh, place)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return sealed
}

async function refuseToReplaceOtherThings(place: string): Promise<void> {
  const stats = await lstat(place).catch(() => undefined)
  if (stats === undefined) return
  const names = stats.isDirectory() ? await readdir(place) : undefined
  if (names?.length === 0 || names?.includes(MANIFEST)) return
  throw new BundleError(`${place} is in the way: it is not a bundle, so it is not replaced; choose another folder`)
}

/** A folder cannot take the place of a full one in one step: the old one steps aside, and comes back on failure. */
async function moveIntoPlace(fresh: string, place: string): Promise<void> {
  const aside = `${fresh}.old`
  const isReplacing = await rename(place, aside).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false
      throw error
    },
  )
  try {
    await rename(fresh, place)
  } catch (error) {
    if (isReplacing) await rename(aside, place)
    throw error
  }
  await makeDurable(dirname(place))
  await rm(aside, { recursive: true, force: true })
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
