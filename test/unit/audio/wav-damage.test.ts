import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeChunk } from '../../../src/audio/chunk-message.ts'
import type { Clip } from '../../../src/audio/clip.ts'
import { CHUNK_LIMITS, CLIP_LIMITS } from '../../../src/audio/limits.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { EarshotError } from '../../../src/errors.ts'
import { damagedFiles } from './damage.ts'

const MUTATIONS = 2_000
const SEED = 20_260_101

/** A file of every codec, width and container, as libsndfile writes them. */
const { cases } = JSON.parse(readFileSync(new URL('../../golden/libsndfile/cases.json', import.meta.url), 'utf8')) as {
  cases: readonly { wav: string }[]
}
const files = cases.map(({ wav }) => new Uint8Array(Buffer.from(wav, 'base64')))

interface Outcome {
  readonly clip: Clip | undefined
  readonly code: string | undefined
  readonly ms: number
}

function attempt(decode: () => Clip): Outcome {
  const startMs = performance.now()
  try {
    const clip = decode()
    return { clip, code: undefined, ms: performance.now() - startMs }
  } catch (error) {
    if (!(error instanceof EarshotError)) throw error
    return { clip: undefined, code: error.code, ms: performance.now() - startMs }
  }
}

function expectUsable({ y, sampleRateHz, channels }: Clip, byteCount: number, maxSeconds: number): void {
  expect(y.length).toBeGreaterThan(0)
  expect(y.length).toBeLessThanOrEqual(Math.min(2 * byteCount, maxSeconds * sampleRateHz))
  expect(y.every(Number.isFinite)).toBe(true)
  expect(sampleRateHz).toBeGreaterThanOrEqual(4_000)
  expect(sampleRateHz).toBeLessThanOrEqual(192_000)
  expect(channels).toBeGreaterThanOrEqual(1)
  expect(channels).toBeLessThanOrEqual(256)
}

describe(`${MUTATIONS} damaged WAV files`, () => {
  it('are each decoded to sound samples or refused by an audio error, in less than a second', () => {
    const codes = new Map<string, number>()
    let slowestMs = 0
    for (const bytes of damagedFiles(files, MUTATIONS, SEED)) {
      const { clip, code, ms } = attempt(() => decodeWav(bytes))
      if (clip) expectUsable(clip, bytes.length, CLIP_LIMITS.maxSeconds)
      else expect(code).toMatch(/^EARSHOT_AUDIO_/)
      slowestMs = Math.max(slowestMs, ms)
      codes.set(code ?? 'decoded', (codes.get(code ?? 'decoded') ?? 0) + 1)
    }
    expect(slowestMs).toBeLessThan(1_000)
    expect([...codes.values()].reduce((sum, n) => sum + n)).toBe(MUTATIONS)
    expect([...codes.keys()].sort()).toEqual([
      'EARSHOT_AUDIO_DAMAGED',
      'EARSHOT_AUDIO_EMPTY',
      'EARSHOT_AUDIO_NOT_FINITE',
      'EARSHOT_AUDIO_RATE',
      'EARSHOT_AUDIO_UNSUPPORTED',
      'decoded',
    ])
  })

  it('are each a chunk or refused by a named error when they come as messages', () => {
    const contentTypes = [undefined, 'audio/wav', 'audio/pcm;format=f32le;rate=16000', 'application/json']
    let i = 0
    for (const payload of damagedFiles(files, MUTATIONS, SEED + 1)) {
      const contentType = contentTypes[i++ % contentTypes.length]
      const { clip, ms } = attempt(() => decodeChunk({ source: 'fan-1', payload, contentType, receivedAtMs: 0 }))
      if (clip) expectUsable(clip, payload.length, CHUNK_LIMITS.maxSeconds)
      expect(ms).toBeLessThan(1_000)
    }
    expect(i).toBe(MUTATIONS)
  })
})
