/** An array of a `.npy` file. */
export interface NpyArray {
  readonly shape: readonly number[]
  /** Row-major. */
  readonly data: Float32Array
}

/**
 * Read a `.npy` file of little-endian float32 in C order, the only kind among the references.
 *
 * @throws {Error} for any other kind.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html, version 1.0.
 */
export function readNpy(bytes: Buffer): NpyArray {
  if (bytes.toString('latin1', 1, 6) !== 'NUMPY' || bytes[6] !== 1) throw new Error('not a .npy file of version 1')
  const start = 10 + bytes.readUInt16LE(8)
  const header = bytes.toString('latin1', 10, start)
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1]
  if (shape === undefined || !header.includes("'<f4'") || !header.includes("'fortran_order': False")) {
    throw new Error(`not little-endian float32 in C order: ${header}`)
  }
  return {
    shape: shape
      .split(',')
      .filter((part) => part.trim() !== '')
      .map(Number),
    data: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer),
  }
}
