import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeWav } from '../../src/audio/wav.ts'

const data = resolve(import.meta.dirname, '../../../shared/data')
const hasSharedData = existsSync(data)

interface GoldenCase {
  readonly name: string
  readonly wav: string
  readonly sample_rate: number
  readonly channels: number
  readonly frames: number
  readonly results: { readonly none?: { first8: number[]; sum: number; sumsq: number } }
}

const cases: readonly GoldenCase[] = hasSharedData
  ? (JSON.parse(readFileSync(`${data}/golden/cases.json`, 'utf8')) as { cases: GoldenCase[] }).cases
  : []

const read = (file: string): Uint8Array => readFileSync(`${data}/${file}`)
const sum = (y: Float32Array, term: (sample: number) => number): number => y.reduce((total, x) => total + term(x), 0)

describe('decoding the reference recordings', () => {
  it.skipIf(!hasSharedData)('gives the samples of librosa.load in each case that is not resampled', () => {
    const plain = cases.filter(({ results, frames }) => results.none !== undefined && frames > 0)
    expect(plain).toHaveLength(14)
    for (const { wav, frames, results } of plain) {
      const { y } = decodeWav(read(`golden/${wav}`))
      expect(y).toHaveLength(frames)
      expect([...y.subarray(0, 8)]).toEqual(results.none?.first8)
      expect(sum(y, (x) => x)).toBeCloseTo(results.none?.sum ?? Number.NaN, 9)
      expect(sum(y, (x) => x * x)).toBeCloseTo(results.none?.sumsq ?? Number.NaN, 9)
    }
  })

  it.skipIf(!hasSharedData)('reads rate, channels and length of each case', () => {
    for (const { wav, frames, sample_rate, channels } of cases.filter((c) => c.frames > 0)) {
      const clip = decodeWav(read(`golden/${wav}`))
      expect({ ...clip, y: clip.y.length }).toEqual({ y: frames, sampleRateHz: sample_rate, channels })
    }
  })

  it.skipIf(!hasSharedData)('refuses the empty case by name', () => {
    expect(() => decodeWav(read('golden/wav/empty_22k.wav'))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_EMPTY' }),
    )
  })

  it.skipIf(!hasSharedData)('averages the 8 microphones of a fan in WAVE_FORMAT_EXTENSIBLE', () => {
    for (const file of ['fan/normal.wav', 'fan/pb1.wav']) {
      const bytes = read(file)
      const { y, sampleRateHz, channels } = decodeWav(bytes)
      expect({ frames: y.length, sampleRateHz, channels }).toEqual({
        frames: 160_000,
        sampleRateHz: 16_000,
        channels: 8,
      })
      const view = new DataView(bytes.buffer, bytes.byteOffset + 80)
      for (let i = 0; i < y.length; i += 997) {
        let total = 0
        for (let channel = 0; channel < 8; channel++) total += view.getInt16(16 * i + 2 * channel, true)
        expect(y[i]).toBe(total / 8 / 32768)
      }
    }
  })
})
