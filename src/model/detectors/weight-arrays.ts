import { BundleError } from '../../errors.ts'

/** What a bundle's manifest says of an array in its file of numbers. */
export interface ArrayShape {
  readonly name: string
  readonly shape: readonly number[]
}

const BYTES = 4

/** Put arrays into one file: little-endian 32-bit floats, array after array, nothing between them. */
export function packArrays(arrays: readonly (ArrayShape & { readonly values: Float32Array })[]): Uint8Array {
  const total = arrays.reduce((sum, { values }) => sum + values.length, 0)
  const view = new DataView(new ArrayBuffer(total * BYTES))
  let offset = 0
  for (const { values } of arrays) {
    for (const value of values) {
      view.setFloat32(offset, value, true)
      offset += BYTES
    }
  }
  return new Uint8Array(view.buffer)
}

/**
 * Take a file of arrays apart.
 *
 * @param declared - What the manifest says is in the file.
 * @param expected - What has to be in it, in this order.
 * @returns By name.
 * @throws {@link BundleError} naming the array that is missing, of another shape, cut off or not finite.
 */
export function unpackArrays(
  bytes: Uint8Array,
  declared: readonly ArrayShape[],
  expected: readonly ArrayShape[],
): ReadonlyMap<string, Float32Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const arrays = new Map<string, Float32Array>()
  let offset = 0
  for (const [index, { name, shape }] of expected.entries()) {
    const found = declared[index]
    if (found?.name !== name || found.shape.join() !== shape.join()) {
      throw new BundleError(
        `array ${index} of the detector has to be ${describe({ name, shape })}, ` +
          `the manifest says ${found ? describe(found) : 'nothing of it'}`,
      )
    }
    const length = shape.reduce((product, n) => product * n, 1)
    if (offset + length * BYTES > bytes.byteLength) {
      throw new BundleError(`the detector's numbers end inside ${describe(found)}`)
    }
    const values = new Float32Array(length)
    for (let i = 0; i < length; i += 1) values[i] = view.getFloat32(offset + i * BYTES, true)
    if (!values.every(Number.isFinite)) throw new BundleError(`${name} of the detector has a number that is not finite`)
    arrays.set(name, values)
    offset += length * BYTES
  }
  const surplus = declared[expected.length]
  if (surplus) throw new BundleError(`the detector knows no array ${describe(surplus)}`)
  if (offset !== bytes.byteLength) {
    throw new BundleError(`the detector's file has ${bytes.byteLength} bytes, its arrays ${offset}`)
  }
  return arrays
}

const describe = ({ name, shape }: ArrayShape): string => `${name} [${shape.join(', ')}]`
