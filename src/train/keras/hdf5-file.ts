import h5wasm, { type Entity } from 'h5wasm'
import { EarshotError, KerasImportError } from '../../errors.ts'

/** Weights of one file in memory; a hostile shape must not take more. */
const MAX_ARRAY_BYTES = 256 * 1024 * 1024
const FLOAT_CLASS = 1
const FLOAT32_BYTES = 4
/** In h5wasm's own memory file system: nothing of the machine's disk can be reached from a file. */
const PLACE = '/keras.h5'

/** An array of weights, row-major. */
export interface KerasArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** What is read of an HDF5 file. Paths start at the root and use `/`. */
export interface Hdf5File {
  has(path: string): boolean
  /** Text of an attribute; undefined where there is none. */
  text(path: string, attribute: string): string | undefined
  /**
   * A list of texts, which Keras cuts into `attribute0`, `attribute1`, … when it is longer
   * than HDF5 takes in one attribute; undefined where there is none.
   */
  texts(path: string, attribute: string): readonly string[] | undefined
  /** @throws {@link KerasImportError} when it is missing, not of 32-bit floats, or too large. */
  array(path: string): KerasArray
}

/**
 * Open a file for the time of `read`, which must not be asynchronous.
 *
 * @throws {@link KerasImportError} when the file is damaged.
 */
export async function readHdf5<T>(bytes: Uint8Array, read: (file: Hdf5File) => T): Promise<T> {
  const { FS, activate_throwing_error_handler: throwErrors } = await h5wasm.ready
  throwErrors()
  FS.writeFile(PLACE, bytes)
  try {
    const file = new h5wasm.File(PLACE, 'r')
    try {
      return read(viewOf(file))
    } finally {
      file.close()
    }
  } catch (cause) {
    if (cause instanceof EarshotError) throw cause
    throw new KerasImportError('the HDF5 file is damaged or cut short', { cause })
  } finally {
    FS.unlink(PLACE)
  }
}

function viewOf(file: InstanceType<typeof h5wasm.File>): Hdf5File {
  function entity(path: string): Entity | null {
    return path === '' ? file : file.get(path)
  }

  function attribute(path: string, name: string): unknown {
    const owner = entity(path)
    if (!(owner instanceof h5wasm.Group) && !(owner instanceof h5wasm.Dataset)) return undefined
    return owner.attrs[name]?.value
  }

  function texts(path: string, name: string): readonly string[] | undefined {
    const whole = toTexts(attribute(path, name))
    if (whole) return whole
    const chunks: string[] = []
    for (let i = 0; ; i++) {
      const chunk = toTexts(attribute(path, `${name}${i}`))
      if (!chunk) return i === 0 ? undefined : chunks
      chunks.push(...chunk)
    }
  }

  return {
    has: (path) => entity(path) !== null,
    text: (path, name) => {
      const value = attribute(path, name)
      return typeof value === 'string' ? value : undefined
    },
    texts,
    array: (path) => toArray(path, entity(path)),
  }
}

/** An empty list has no type of its own and is read as an empty array of numbers. */
function toTexts(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined
  const items: readonly unknown[] = Array.isArray(value) ? value : ArrayBuffer.isView(value) ? [] : [value]
  return items.filter((item) => typeof item === 'string')
}

function toArray(path: string, entity: Entity | null): KerasArray {
  if (!(entity instanceof h5wasm.Dataset)) throw new KerasImportError(`the file lacks the weights ${path}`)
  const { metadata } = entity
  const shape = metadata.shape ?? []
  const size = shape.reduce((product, length) => product * length, 1)
  if (metadata.type !== FLOAT_CLASS || metadata.size !== FLOAT32_BYTES || !metadata.littleEndian) {
    throw new KerasImportError(`the weights ${path} are not 32-bit floats; only float32 models can be imported`)
  }
  if (size * FLOAT32_BYTES > MAX_ARRAY_BYTES) {
    throw new KerasImportError(`the weights ${path} say they have ${size} numbers, more than can be imported`)
  }
  const { value } = entity
  const values = value instanceof Float32Array ? value : typeof value === 'number' ? Float32Array.of(value) : undefined
  if (values?.length !== size) throw new KerasImportError(`the weights ${path} are damaged`)
  return { name: path, shape, values }
}
