import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMono, type SampleEncoding } from '../../../../src/audio/sample-encoding.ts'
import { isEncodingForKernel } from '../../../../src/dsp/kernel/pcm-kernel.ts'
import { noise } from '../../../signals.ts'

const BYTES = { u8: 1, s16le: 2, s24le: 3, f32le: 4 } as const

describe('the decoding kernel', () => {
  it('gives the plain samples, bit for bit, of any bytes as integers', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('u8', 's16le', 's24le'),
        fc.integer({ min: 1, max: 256 }),
        fc.uint8Array({ maxLength: 5_000 }),
        (encoding: SampleEncoding, channels, bytes) => {
          expect(decodeMono(bytes, encoding, channels)).toEqual(decodeMono(bytes, encoding, channels, null))
        },
      ),
      { seed: 7, numRuns: 200 },
    )
  })

  it.each(['u8', 's16le', 's24le', 'f32le'] as const)('gives the plain samples of %s across its blocks', (encoding) => {
    expect(isEncodingForKernel(encoding)).toBe(true)
    for (const channels of [1, 2, 3, 8]) {
      const floats = noise(100_000, channels)
      const bytes =
        encoding === 'f32le'
          ? new Uint8Array(floats.buffer)
          : Uint8Array.from(floats.subarray(0, 30_000 * BYTES[encoding]), (x) => 127 * x)
      const unaligned = new Uint8Array(bytes.length + 1).subarray(1)
      unaligned.set(bytes)
      expect(decodeMono(unaligned, encoding, channels)).toEqual(decodeMono(bytes, encoding, channels, null))
    }
  })

  it('takes full scale of both signs', () => {
    expect([...decodeMono(Uint8Array.of(0, 128, 255), 'u8', 1)]).toEqual([-1, 0, 127 / 128])
    expect([...decodeMono(Uint8Array.of(0, 128, 255, 127), 's16le', 1)]).toEqual([-1, 32_767 / 32_768])
    expect([...decodeMono(Uint8Array.of(0, 0, 128, 255, 255, 127), 's24le', 1)]).toEqual([-1, 8_388_607 / 8_388_608])
  })

  it.each([Number.NaN, Number.NEGATIVE_INFINITY, 1e10])('refuses the float %d as the plain way does', (bad) => {
    const floats = noise(40_000, 1)
    floats[30_001] = bad
    const bytes = new Uint8Array(floats.buffer)
    const failure = (kernel?: null): unknown => {
      try {
        return decodeMono(bytes, 'f32le', 2, kernel)
      } catch (error) {
        return error
      }
    }
    expect(failure()).toBeInstanceOf(Error)
    expect(failure()).toEqual(failure(null))
  })

  it('leaves rarer encodings to the plain way', () => {
    for (const encoding of ['s16be', 's32le', 'f64le', 'alaw', 'mulaw'])
      expect(isEncodingForKernel(encoding)).toBe(false)
  })
})
