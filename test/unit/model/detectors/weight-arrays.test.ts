import { describe, expect, it } from 'vitest'
import { BundleError } from '../../../../src/errors.ts'
import { packArrays, unpackArrays } from '../../../../src/model/detectors/weight-arrays.ts'

const SHAPES = [
  { name: 'a', shape: [2, 2] },
  { name: 'b', shape: [3] },
]
const VALUES = [Float32Array.of(1, 2, 3, 4), Float32Array.of(0.1, -0.2, 1e30)]
const packed = packArrays(SHAPES.map((shape, i) => ({ ...shape, values: VALUES[i] ?? new Float32Array() })))

describe('arrays in a file', () => {
  it('come back as they were, wherever the bytes lie', () => {
    const shifted = new Uint8Array(packed.length + 1)
    shifted.set(packed, 1)
    const arrays = unpackArrays(shifted.subarray(1), SHAPES, SHAPES)
    expect(arrays.get('a')).toEqual(VALUES[0])
    expect(arrays.get('b')).toEqual(VALUES[1])
  })

  it('lie as little-endian 32-bit floats, one after the other', () => {
    const view = new DataView(packed.buffer)
    expect(packed.length).toBe(7 * 4)
    expect(view.getFloat32(4 * 4, true)).toBeCloseTo(0.1, 6)
  })

  it.each([
    ['another shape', packed, [{ name: 'a', shape: [4] }, SHAPES[1]], /array 0 .* a \[2, 2\].* a \[4\]/],
    ['another name', packed, [SHAPES[0], { name: 'c', shape: [3] }], /array 1 .* b \[3\].* c \[3\]/],
    ['a missing array', packed, [SHAPES[0]], /array 1 .* b \[3\].*nothing/],
    ['one too many', packed, [...SHAPES, { name: 'c', shape: [1] }], /knows no array c \[1\]/],
    ['a file cut off', packed.subarray(0, 20), SHAPES, /end inside b \[3\]/],
    ['a file too long', new Uint8Array(32), SHAPES, /32 bytes, its arrays 28/],
    [
      'a number that is not finite',
      packArrays([{ name: 'a', shape: [7], values: new Float32Array(7).fill(Number.NaN) }]),
      SHAPES,
      /a of the detector has a number that is not finite/,
    ],
  ])('are refused by name: %s', (_, bytes, declared, message) => {
    const shapes = declared.flatMap((shape) => shape ?? [])
    expect(() => unpackArrays(bytes, shapes, SHAPES)).toThrow(BundleError)
    expect(() => unpackArrays(bytes, shapes, SHAPES)).toThrow(message)
  })
})
