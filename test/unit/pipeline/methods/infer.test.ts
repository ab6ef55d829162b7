import { describe, expect, it } from 'vitest'
import { encodeWav } from '../../../../src/audio/wav-writer.ts'
import { AudioError, NotFoundError, RequestError } from '../../../../src/errors.ts'
import { RATE_HZ, sound } from '../../../loudness-bundle.ts'
import { aLawWav, imaAdpcmWav, muLawWav } from '../../audio/compressed-wav.ts'
import { methodsAtWork } from './methods.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const pcm = (y: Float32Array, sampleRateHz: number) => encodeWav(y, sampleRateHz, { bitDepth: 16 })

describe('infer', () => {
  it('scores what a live source sounds like now', async () => {
    const { call, hear, settled } = await methodsAtWork()
    hear('fan-1', 0.9, { seconds: 2 })
    await settled(3)
    const { status, payload } = await call('infer', { source: 'fan-1' })
    expect(status).toBe(200)
    expect(payload).toMatchObject({
      source: 'fan-1',
      model: { name: 'loudness' },
      probabilities: [expect.any(Number), expect.any(Number)],
    })
  })

  it.each([
    { codec: 'PCM', wav: pcm, seconds: 8 },
    { codec: 'A-law', wav: aLawWav, seconds: 16 },
    { codec: 'µ-law', wav: muLawWav, seconds: 16 },
    { codec: 'IMA ADPCM', wav: imaAdpcmWav, seconds: 32 },
  ])('scores $seconds s of $codec that come along in 128 KB', async ({ wav, seconds }) => {
    const { call } = await methodsAtWork()
    for (const [amplitude, label] of [
      [0.6, 'loud'],
      [0.02, 'quiet'],
    ] as const) {
      const bytes = wav(sound(seconds, amplitude), RATE_HZ)
      expect(bytes.length).toBeGreaterThan(125 * 1_024)
      expect(bytes.length).toBeLessThanOrEqual(128 * 1_024)
      const { status, payload } = await call('infer', { wav: base64(bytes) })
      expect(status).toBe(200)
      expect(payload).toMatchObject({ label, anomaly: label === 'loud', model: { name: 'loudness' } })
    }
  })

  it.each([
    { payload: {}, problem: 'give either source or wav' },
    { payload: undefined, problem: 'give either source or wav' },
    { payload: { source: 'fan-1', wav: 'AAAA' }, problem: 'give either source or wav' },
    { payload: { source: 'fan 1' }, problem: 'must be 1 to 64 of A-Z a-z 0-9 _ . -' },
    { payload: { source: 7 }, problem: 'expected string, received number' },
    { payload: { microphone: 'fan-1' }, problem: 'Unrecognized key: "microphone"' },
    { payload: { wav: '*** no base64 ***' }, problem: 'must be base64' },
    { payload: { wav: '' }, problem: 'must not be empty' },
    { payload: { wav: base64(new Uint8Array(128 * 1_024 + 3)) }, problem: 'must hold at most 131072 bytes' },
    { payload: 'fan-1', problem: 'expected object, received string' },
  ])('says what is wrong with $payload', async ({ payload, problem }) => {
    const { call } = await methodsAtWork()
    const error: unknown = await call('infer', payload).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RequestError)
    expect(String(error)).toContain(problem)
  })

  it('says that a source has not been heard, or not for long enough, and that bytes are no WAV', async () => {
    const { call, hear, settled } = await methodsAtWork()
    await expect(call('infer', { source: 'fan-9' })).rejects.toThrow(NotFoundError)
    hear('fan-1', 0.9, { seconds: 0.5, chunkSeconds: 0.5 })
    await settled(0)
    await expect(call('infer', { source: 'fan-1' })).rejects.toThrow('has not been heard for 1 s without a break')
    await expect(call('infer', { wav: base64(new Uint8Array(100)) })).rejects.toThrow(AudioError)
  })
})
