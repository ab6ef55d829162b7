import { describe, expect, it } from 'vitest'
import { decodeWav } from '../../../src/audio/wav.ts'
import { tone } from '../../signals.ts'
import { aLawWav, imaAdpcmWav, muLawWav } from './compressed-wav.ts'

const SAMPLE_RATE_HZ = 8_000
const Y = tone(3 * SAMPLE_RATE_HZ, { hz: 440, sampleRateHz: SAMPLE_RATE_HZ, amplitude: 0.6 })

/** How much stronger the signal is than what differs from it. @unit dB */
function signalToNoiseDb(decoded: Float32Array): number {
  const power = (y: Float32Array) => y.reduce((sum, value) => sum + value * value, 0)
  const heard = Y.subarray(0, decoded.length)
  return 10 * Math.log10(power(heard) / power(decoded.map((value, i) => value - (heard[i] ?? 0))))
}

describe('a compressed WAV', () => {
  it.each([
    { codec: 'A-law', wav: aLawWav, seconds: 3, atLeastDb: 35 },
    { codec: 'µ-law', wav: muLawWav, seconds: 3, atLeastDb: 35 },
    { codec: 'IMA ADPCM', wav: imaAdpcmWav, seconds: 2.9, atLeastDb: 25 },
  ])('in $codec sounds as what was encoded', ({ wav, seconds, atLeastDb }) => {
    const clip = decodeWav(wav(Y, SAMPLE_RATE_HZ))
    expect(clip.sampleRateHz).toBe(SAMPLE_RATE_HZ)
    expect(clip.y.length / SAMPLE_RATE_HZ).toBeGreaterThanOrEqual(seconds)
    expect(signalToNoiseDb(clip.y)).toBeGreaterThan(atLeastDb)
  })
})
