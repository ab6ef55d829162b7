import { describe, expect, it } from 'vitest'
import { parseAudioContentType } from '../../../src/audio/content-type.ts'
import { decodePcm, parsePcmPath } from '../../../src/audio/pcm.ts'
import type { SampleEncoding } from '../../../src/audio/sample-encoding.ts'
import { ChunkError } from '../../../src/errors.ts'

/** 0.5 and -1 in each encoding (G.711: its own nearest values). */
const HALF_AND_MINUS_ONE: Readonly<Record<SampleEncoding, readonly [bytes: readonly number[], y: readonly number[]]>> =
  {
    u8: [
      [192, 0],
      [0.5, -1],
    ],
    s16le: [
      [0x00, 0x40, 0x00, 0x80],
      [0.5, -1],
    ],
    s16be: [
      [0x40, 0x00, 0x80, 0x00],
      [0.5, -1],
    ],
    s24le: [
      [0, 0, 0x40, 0, 0, 0x80],
      [0.5, -1],
    ],
    s32le: [
      [0, 0, 0, 0x40, 0, 0, 0, 0x80],
      [0.5, -1],
    ],
    f32le: [[...new Uint8Array(Float32Array.of(0.5, -1).buffer)], [0.5, -1]],
    f64le: [[...new Uint8Array(Float64Array.of(0.5, -1).buffer)], [0.5, -1]],
    alaw: [
      [0xa5, 0x2a],
      [16896 / 32768, -32256 / 32768],
    ],
    mulaw: [
      [0x8f, 0x00],
      [16764 / 32768, -32124 / 32768],
    ],
  }

describe('decodePcm', () => {
  it.each(Object.entries(HALF_AND_MINUS_ONE))('reads %s', (format, [bytes, y]) => {
    const clip = decodePcm(Uint8Array.from(bytes), {
      format: format as SampleEncoding,
      sampleRateHz: 8_000,
      channels: 1,
    })
    expect(clip).toEqual({ y: Float32Array.from(y), sampleRateHz: 8_000, channels: 1 })
  })

  it.each(Object.entries(HALF_AND_MINUS_ONE))('averages two channels of %s', (format, [bytes, y]) => {
    const clip = decodePcm(Uint8Array.from(bytes), {
      format: format as SampleEncoding,
      sampleRateHz: 8_000,
      channels: 2,
    })
    expect([...clip.y]).toEqual([((y[0] ?? 0) + (y[1] ?? 0)) / 2])
  })

  it.each([
    ['no bytes', 0, 1, 8_000, 'EMPTY'],
    ['half a sample', 3, 1, 8_000, 'DAMAGED'],
    ['one of two channels', 6, 2, 8_000, 'DAMAGED'],
    ['0 channels', 4, 0, 8_000, 'DAMAGED'],
    ['1,000 channels', 4_000, 1_000, 8_000, 'UNSUPPORTED'],
    ['0 Hz', 4, 1, 0, 'RATE'],
    ['22,050.5 Hz', 4, 1, 22_050.5, 'RATE'],
  ])('refuses %s', (_, byteCount, channels, sampleRateHz, suffix) => {
    expect(() => decodePcm(new Uint8Array(byteCount), { format: 's16le', sampleRateHz, channels })).toThrow(
      expect.objectContaining({ code: `EARSHOT_AUDIO_${suffix}` }),
    )
  })
})

describe('parseAudioContentType', () => {
  it.each(['audio/pcm;format=s16le;rate=16000;channels=2', 'Audio/PCM; Rate=16000 ; channels="2"; format=S16LE;'])(
    'reads %s',
    (contentType) => {
      expect(parseAudioContentType(contentType)).toEqual({
        kind: 'pcm',
        format: 's16le',
        sampleRateHz: 16_000,
        channels: 2,
      })
    },
  )

  it('takes one channel where none are named', () => {
    expect(parseAudioContentType('audio/pcm;format=f32le;rate=48000')).toMatchObject({ channels: 1 })
  })

  it('takes audio/L16 as big-endian', () => {
    expect(parseAudioContentType('audio/L16;rate=44100;channels=2')).toMatchObject({
      format: 's16be',
      sampleRateHz: 44_100,
    })
  })

  it.each([
    ['', 'unsaid'],
    ['application/octet-stream', 'unsaid'],
    ['audio/x-wav', 'wav'],
    ['application/json; charset=utf-8', 'json'],
  ])('takes "%s" as %s', (contentType, kind) => {
    expect(parseAudioContentType(contentType)).toEqual({ kind })
  })

  it.each([
    'audio/mpeg',
    'audio/pcm',
    'audio/pcm;format=s17;rate=16000',
    'audio/pcm;format=s16le;rate=fast',
    'audio/pcm;format=s16le;rate=-1',
    'audio/pcm;format=s16le;rate=16000;channels=two',
    'audio/pcm;format=s16le;16000',
    'audio/pcm;format=toString;rate=16000',
  ])('refuses %s', (contentType) => {
    expect(() => parseAudioContentType(contentType)).toThrow(ChunkError)
  })
})

describe('parsePcmPath', () => {
  it('reads format, rate and channels', () => {
    expect(parsePcmPath('s24le/48000/8')).toEqual({ format: 's24le', sampleRateHz: 48_000, channels: 8 })
  })

  it.each(['', 's16le', 's16le/16000', 's16le/16000/1/x', 's16le//1', 'mp3/16000/1'])('refuses "%s"', (path) => {
    expect(() => parsePcmPath(path)).toThrow(ChunkError)
  })
})
