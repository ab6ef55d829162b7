import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeWav } from '../../src/audio/wav.ts'

interface Case {
  readonly name: string
  readonly sampleRateHz: number
  readonly channels: number
  readonly frames: number
  readonly wav: string
  readonly step: number
  readonly mono: readonly number[]
}

const { cases } = JSON.parse(readFileSync(new URL('./libsndfile/cases.json', import.meta.url), 'utf8')) as {
  cases: readonly Case[]
}

describe('a WAV file that libsndfile wrote', () => {
  it('comes in 50 cases', () => expect(cases).toHaveLength(50))

  it.each(cases)('$name decodes to the samples that libsndfile reads', (expected) => {
    const { y, sampleRateHz, channels } = decodeWav(Buffer.from(expected.wav, 'base64'))
    expect({ sampleRateHz, channels, frames: y.length }).toEqual({
      sampleRateHz: expected.sampleRateHz,
      channels: expected.channels,
      frames: expected.frames,
    })
    const differences = expected.mono.map((sample, i) => Math.abs(sample - (y[i * expected.step] ?? Number.NaN)))
    expect(Math.max(...differences)).toBeLessThanOrEqual(2 ** -23)
  })
})
