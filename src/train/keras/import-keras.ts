import { EarshotError, KerasImportError } from '../../errors.ts'
import { readArchiveWeights } from './archive-weights.ts'
import { readH5Weights } from './h5-weights.ts'
import { type Hdf5File, readHdf5 } from './hdf5-file.ts'
import { parseRecord } from './json-record.ts'
import { openKerasArchive } from './keras-archive.ts'
import { type BoundNetwork, bindWeights } from './network-weights.ts'
import { carryTopology } from './topology.ts'

const ZIP = [0x50, 0x4b, 0x03, 0x04]
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]

/** A Keras model as a TensorFlow.js network. */
export interface ImportedModel extends BoundNetwork {
  /** Version of Keras that saved the file, as it says itself. */
  readonly kerasVersion: string
}

/**
 * Read a whole Keras model: `.h5`/`.hdf5` of Keras 2 and 3, or `.keras`. What the file
 * is shows from its first bytes. Needs an engine: call `loadEngine` first.
 *
 * @param fileName - For the error's text.
 * @throws {@link KerasImportError} when the file is damaged, holds weights only, or uses
 *   something that TensorFlow.js would compute otherwise; it names the layer.
 */
export async function importKeras(bytes: Uint8Array, fileName: string): Promise<ImportedModel> {
  try {
    if (startsWith(bytes, ZIP)) return await importArchive(bytes)
    if (startsWith(bytes, HDF5)) return await importH5(bytes)
    throw new KerasImportError('it is neither HDF5 (.h5, .hdf5) nor a .keras archive')
  } catch (cause) {
    if (cause instanceof EarshotError && !(cause instanceof KerasImportError)) throw cause
    const reason = cause instanceof KerasImportError ? cause.message : 'it is damaged'
    throw new KerasImportError(`${fileName} cannot be imported: ${reason}`, { cause })
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte)
}

async function importH5(bytes: Uint8Array): Promise<ImportedModel> {
  const { kerasVersion, topology, weights } = await readHdf5(bytes, (file) => {
    const config = modelConfigOf(file)
    const kerasVersion = file.text('', 'keras_version') ?? file.text('model_weights', 'keras_version') ?? 'unknown'
    const topology = carryTopology(parseRecord(config, 'model_config'), majorOf(kerasVersion))
    return { kerasVersion, topology, weights: readH5Weights(file) }
  })
  return { kerasVersion, ...(await bindWeights(topology.modelTopology, weights)) }
}

function modelConfigOf(file: Hdf5File): string {
  const config = file.text('', 'model_config')
  if (config !== undefined) return config
  throw new KerasImportError(
    "it holds no model_config, so either weights only or no model at all; save the whole model in Keras with model.save('model.keras') or model.save('model.h5')",
  )
}

async function importArchive(bytes: Uint8Array): Promise<ImportedModel> {
  const archive = openKerasArchive(bytes)
  const version = parseRecord(archive.metadata, 'metadata.json')['keras_version']
  const kerasVersion = typeof version === 'string' ? version : 'unknown'
  const topology = carryTopology(parseRecord(archive.config, 'config.json'), majorOf(kerasVersion))
  const weights = await readHdf5(archive.weights, (file) => readArchiveWeights(file, topology.layers))
  return { kerasVersion, ...(await bindWeights(topology.modelTopology, weights)) }
}

/** Not a number where the version is unknown, which is below no version. */
function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}
