import { unzipSync } from 'fflate'
import { KerasImportError } from '../../errors.ts'

const MAX_BYTES = { 'config.json': 16 << 20, 'metadata.json': 1 << 20, 'model.weights.h5': 512 << 20 } as const

type EntryName = keyof typeof MAX_BYTES

/** What a `.keras` file holds: a zip of two texts and an HDF5 file. */
export interface KerasArchive {
  readonly config: string
  readonly metadata: string
  readonly weights: Uint8Array
}

/** @throws {@link KerasImportError} when the zip is damaged, or an entry is missing or would unpack to too much. */
export function openKerasArchive(bytes: Uint8Array): KerasArchive {
  let entries: Readonly<Record<string, Uint8Array>>
  try {
    entries = unzipSync(bytes, { filter: ({ name, originalSize }) => isWanted(name, originalSize) })
  } catch (cause) {
    if (cause instanceof KerasImportError) throw cause
    throw new KerasImportError('the .keras archive is damaged or cut short', { cause })
  }
  const entry = (name: EntryName): Uint8Array => {
    const content = entries[name]
    if (content === undefined) throw new KerasImportError(`the archive has no ${name}: it is not a .keras file`)
    return content
  }
  const text = (name: EntryName): string => new TextDecoder().decode(entry(name))
  return { config: text('config.json'), metadata: text('metadata.json'), weights: entry('model.weights.h5') }
}

function isWanted(name: string, bytes: number): boolean {
  if (!isEntryName(name)) return false
  if (bytes > MAX_BYTES[name]) throw new KerasImportError(`${name} in the archive is too large (${bytes} bytes)`)
  return true
}

function isEntryName(name: string): name is EntryName {
  return name in MAX_BYTES
}
