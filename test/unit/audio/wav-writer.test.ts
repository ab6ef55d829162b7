import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import wavefile from 'wavefile'
import { decodeWav } from '../../../src/audio/wav.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { ParameterError } from '../../../src/errors.ts'

const signal = fc.float32Array({ min: -1, max: 1, noNaN: true, minLength: 1, maxLength: 200 })

describe('encodeWav', () => {
  it('writes floats that decodeWav gives back exactly', () => {
    fc.assert(
      fc.property(signal, (y) => {
        expect(decodeWav(encodeWav(y, 22_050, { bitDepth: '32f' }))).toEqual({
          y: y.map((x) => x + 0),
          sampleRateHz: 22_050,
          channels: 1,
        })
      }),
      { seed: 1 },
    )
  })

  it('writes 16 bits that decodeWav gives back within half a step', () => {
    fc.assert(
      fc.property(signal, (y) => {
        const { y: read } = decodeWav(encodeWav(y, 8_000, { bitDepth: 16 }))
        expect(read).toHaveLength(y.length)
        read.forEach((x, i) => {
          const limit = y[i] === undefined || y[i] > 32767 / 32768 ? 1 : 0.5
          expect(Math.abs(x - (y[i] ?? Number.NaN))).toBeLessThanOrEqual(limit / 32768)
        })
      }),
      { seed: 1 },
    )
  })

  it('clips 16 bits at full scale', () => {
    expect([...decodeWav(encodeWav(Float32Array.of(3, -3), 8_000, { bitDepth: 16 })).y]).toEqual([32767 / 32768, -1])
  })

  it.each([
    [16, 1, 16],
    ['32f', 3, 32],
  ] as const)('writes a header that the wavefile package reads, %s bits', (bitDepth, audioFormat, bitsPerSample) => {
    const file = new wavefile.WaveFile(encodeWav(Float32Array.of(0.5, -0.5), 44_100, { bitDepth }))
    expect(file.fmt).toMatchObject({ audioFormat, bitsPerSample, numChannels: 1, sampleRate: 44_100 })
    expect(file.getSamples()).toHaveLength(2)
    expect(file.chunkSize).toBe(file.toBuffer().length - 8)
  })

  it('refuses samples that are not finite and rates that are not whole', () => {
    expect(() => encodeWav(Float32Array.of(Number.NaN), 8_000, { bitDepth: 16 })).toThrow(ParameterError)
    expect(() => encodeWav(Float32Array.of(0), 8_000.5, { bitDepth: 16 })).toThrow(ParameterError)
  })
})
