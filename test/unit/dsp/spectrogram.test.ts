import { describe, expect, it } from 'vitest'
import { mfcc } from '../../../src/dsp/mfcc.ts'
import { logMelSpectrogram, powerSpectrogram } from '../../../src/dsp/spectrogram.ts'
import { AudioError } from '../../../src/errors.ts'
import { largestDifference, noise, tone } from '../../signals.ts'

const frames = { nFft: 256, hopLength: 128, padMode: 'reflect' } as const
const mels = { ...frames, sampleRateHz: 8_000, nMels: 16, fMinHz: 0, fMaxHz: 4_000 }

describe('powerSpectrogram', () => {
  it('has a row for each frame and shows a tone in its bin', () => {
    const { data, nFrames, nBins } = powerSpectrogram(tone(1280, { hz: 1000, sampleRateHz: 8_000 }), frames)
    expect({ nFrames, nBins, length: data.length }).toEqual({ nFrames: 11, nBins: 129, length: 11 * 129 })
    const row = data.subarray(5 * nBins, 6 * nBins)
    // Hann halves the amplitude: |X| = nFft / 4 at the tone's own bin.
    expect(row.indexOf(Math.max(...row))).toBe(32)
    expect(row[32]).toBeCloseTo(64 ** 2, 1)
  })

  it('refuses a clip that reflection cannot pad', () => {
    expect(() => powerSpectrogram(noise(128, 1), frames)).toThrow(AudioError)
  })
})

describe('logMelSpectrogram', () => {
  it('has a row for each band, clipped below the maximum only where told to', () => {
    const y = Float32Array.from([...tone(2_000, { hz: 1000, sampleRateHz: 8_000 }), ...new Float32Array(2_000)])
    const plain = logMelSpectrogram(y, { ...mels, topDb: null })
    expect({ nMels: plain.nMels, nFrames: plain.nFrames }).toEqual({ nMels: 16, nFrames: 32 })
    expect(Math.min(...plain.data)).toBe(-100)
    const clipped = logMelSpectrogram(y, { ...mels, topDb: 60 })
    const maximum = Math.max(...plain.data)
    expect(
      largestDifference(
        clipped.data,
        plain.data.map((db) => Math.max(db, maximum - 60)),
      ),
    ).toBeLessThan(1e-5)
  })

  it('is what the coefficients are made of', () => {
    const y = noise(4_000, 3)
    const { data, nFrames } = logMelSpectrogram(y, { ...mels, topDb: 80 })
    const { data: coefficients } = mfcc(y, { ...mels, nMfcc: 1, topDb: 80 })
    const means = Array.from({ length: nFrames }, (_, t) => {
      const column = Array.from({ length: 16 }, (__, m) => data[m * nFrames + t] ?? Number.NaN)
      return column.reduce((sum, db) => sum + db, 0) / 16
    })
    expect(
      largestDifference(
        coefficients,
        means.map((mean) => mean * Math.sqrt(16)),
      ),
    ).toBeLessThan(1e-4)
  })
})
