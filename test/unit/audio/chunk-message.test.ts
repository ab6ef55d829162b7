import { describe, expect, it } from 'vitest'
import { type AudioMessage, decodeChunk } from '../../../src/audio/chunk-message.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { AudioError, ChunkError } from '../../../src/errors.ts'
import { ascii, int16Bytes } from './wav-bytes.ts'

const y = Float32Array.from({ length: 320 }, (_, i) => (i % 32) / 32 - 0.5)
const pcm = int16Bytes(...y.map((x) => x * 32768))
const wav = encodeWav(y, 16_000, { bitDepth: 16 })
const pcmType = 'audio/pcm;format=s16le;rate=16000;channels=1'

const message = (fields: Partial<AudioMessage>): AudioMessage => ({
  source: 'fan-1',
  payload: wav,
  receivedAtMs: 1_000,
  ...fields,
})
const json = (fields: object): Uint8Array =>
  ascii(JSON.stringify({ format: 's16le', rate: 16_000, data: Buffer.from(pcm).toString('base64'), ...fields }))

const plain = { source: 'fan-1', y, sampleRateHz: 16_000, channels: 1, receivedAtMs: 1_000 }

describe('decodeChunk reads', () => {
  it('a WAV, whatever the content type says', () => {
    expect(decodeChunk(message({}))).toEqual(plain)
    expect(decodeChunk(message({ contentType: 'audio/wav' }))).toEqual(plain)
    expect(decodeChunk(message({ contentType: pcmType }))).toEqual(plain)
  })

  it('raw samples by their content type', () => {
    expect(decodeChunk(message({ payload: pcm, contentType: pcmType }))).toEqual(plain)
  })

  it('raw samples by the end of the topic', () => {
    expect(decodeChunk(message({ payload: pcm, pathFormat: 's16le/16000/1' }))).toEqual(plain)
  })

  it('raw samples by the configured default', () => {
    const defaults = { pcm: { format: 's16le', sampleRateHz: 16_000, channels: 1 } } as const
    expect(decodeChunk(message({ payload: pcm, contentType: 'application/octet-stream' }), defaults)).toEqual(plain)
  })

  it('a JSON envelope with raw samples, with or without its content type', () => {
    const marked = { ...plain, seq: 7, capturedAtMs: 900.5 }
    const payload = json({ channels: 1, seq: 7, capturedAt: 900.5, comment: 'left alone' })
    expect(decodeChunk(message({ payload }))).toEqual(marked)
    expect(decodeChunk(message({ payload, contentType: 'application/json; charset=utf-8' }))).toEqual(marked)
  })

  it('a JSON envelope with a WAV', () => {
    const payload = json({ format: 'wav', rate: undefined, data: Buffer.from(wav).toString('base64') })
    expect(decodeChunk(message({ payload }))).toEqual(plain)
  })

  it('base64 in the URL alphabet and without padding', () => {
    expect(decodeChunk(message({ payload: json({ data: Buffer.from(pcm).toString('base64url') }) }))).toEqual(plain)
  })

  it('seq and capturedAt from user properties', () => {
    const userProperties = { seq: '41', capturedAt: '1700000000123', other: ['a', 'b'] }
    expect(decodeChunk(message({ userProperties }))).toEqual({ ...plain, seq: 41, capturedAtMs: 1_700_000_000_123 })
  })

  it('the marks of an envelope before those of user properties', () => {
    const { seq } = decodeChunk(message({ payload: json({ seq: 1 }), userProperties: { seq: '2' } }))
    expect(seq).toBe(1)
  })

  it('a chunk of exactly 10 ms and one of exactly 60 s', () => {
    const contentType = 'audio/pcm;format=u8;rate=4000'
    expect(decodeChunk(message({ payload: new Uint8Array(40), contentType })).y).toHaveLength(40)
    expect(decodeChunk(message({ payload: new Uint8Array(240_000), contentType })).y).toHaveLength(240_000)
  })
})

describe('decodeChunk refuses as no chunk', () => {
  it.each<[string, Partial<AudioMessage>]>([
    ['a source with a slash', { source: 'a/b' }],
    ['a source without a name', { source: '' }],
    ['a source of 65 letters', { source: 'a'.repeat(65) }],
    ['samples of which nothing is said', { payload: pcm }],
    ['a content type that is not audio', { payload: pcm, contentType: 'text/plain' }],
    ['a content type without a rate', { payload: pcm, contentType: 'audio/pcm;format=s16le' }],
    ['a path of two levels', { payload: pcm, pathFormat: 's16le/16000' }],
    ['JSON that is not JSON', { payload: ascii('{nonsense'), contentType: 'application/json' }],
    ['JSON that is no object', { payload: ascii('[1]'), contentType: 'application/json' }],
    ['an envelope without data', { payload: ascii('{"format":"s16le","rate":16000}') }],
    ['an envelope without a rate', { payload: json({ rate: undefined }) }],
    ['an envelope of an unknown format', { payload: json({ format: 'mp3' }) }],
    ['an envelope whose data is not base64', { payload: json({ data: 'AA*A' }) }],
    ['a negative seq', { payload: json({ seq: -1 }) }],
    ['a seq of 1.5', { payload: json({ seq: 1.5 }) }],
    ['a capturedAt in words', { payload: json({ capturedAt: 'now' }) }],
    ['a seq property in words', { userProperties: { seq: 'first' } }],
    ['a seq property that is empty', { userProperties: { seq: '' } }],
    ['two seq properties', { userProperties: { seq: ['1', '2'] } }],
    ['a negative capturedAt property', { userProperties: { capturedAt: '-5' } }],
    ['an infinite capturedAt property', { userProperties: { capturedAt: 'Infinity' } }],
  ])('%s', (_, fields) => {
    expect(() => decodeChunk(message(fields))).toThrow(ChunkError)
  })

  it.each([8.64e15, 8_639_999_999_999_999, 253_402_214_400_001])(
    'a capturedAt of %d, which has no date',
    (capturedAt) => {
      expect(() => decodeChunk(message({ payload: json({ capturedAt }) }))).toThrow(
        /^capturedAt must be in milliseconds/,
      )
    },
  )

  it('a capturedAt property in microseconds', () => {
    const userProperties = { capturedAt: '999999999999999' }
    expect(() => decodeChunk(message({ userProperties }))).toThrow(/at most 253402214400000, got 999999999999999/)
  })
})

describe('decodeChunk refuses as unusable audio', () => {
  it.each<[string, Partial<AudioMessage>, string]>([
    ['an empty message', { payload: new Uint8Array() }, 'EMPTY'],
    ['9.9 ms', { payload: new Uint8Array(158), contentType: 'audio/pcm;format=u8;rate=16000' }, 'TOO_SHORT'],
    ['60.001 s', { payload: new Uint8Array(240_004), contentType: 'audio/pcm;format=u8;rate=4000' }, 'TOO_LARGE'],
    ['half a sample', { payload: new Uint8Array(321), contentType: pcmType }, 'DAMAGED'],
    ['text that is said to be WAV', { payload: ascii('hello'), contentType: 'audio/wav' }, 'DAMAGED'],
    ['an envelope whose WAV is damaged', { payload: json({ format: 'wav', data: 'AAAA' }) }, 'DAMAGED'],
    ['a rate of 1 Hz', { payload: json({ rate: 1 }) }, 'RATE'],
  ])('%s', (_, fields, suffix) => {
    expect(() => decodeChunk(message(fields))).toThrow(AudioError)
    expect(() => decodeChunk(message(fields))).toThrow(expect.objectContaining({ code: `EARSHOT_AUDIO_${suffix}` }))
  })
})

describe('where samples have a configured default, decodeChunk does not take for samples', () => {
  const pcmDefault = { pcm: { format: 's16le', sampleRateHz: 16_000, channels: 1 } } as const
  const followedBySamples = (head: string): Uint8Array => Buffer.concat([Buffer.from(head, 'latin1'), pcm])

  it('an envelope that was cut off', () => {
    const payload = json({}).subarray(0, 500)
    expect(() => decodeChunk(message({ payload }), pcmDefault)).toThrow(ChunkError)
  })

  it('an envelope behind a byte order mark, which is read', () => {
    const payload = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), json({})])
    expect(decodeChunk(message({ payload }), pcmDefault)).toEqual(plain)
  })

  it.each([
    ['FLAC', 'fLaC\0\0\0"'],
    ['Ogg', 'OggS\0\x02\0\0'],
    ['AIFF', 'FORM\0\0\0\0AIFF'],
    ['RIFX', 'RIFX\0\0\0\0WAVE'],
    ['RF64', 'RF64\xff\xff\xff\xffWAVE'],
    ['CAF', 'caff\0\x01\0\0'],
    ['MP3', 'ID3\x04\0\0\0\0\0\x17'],
  ])('%s', (name, head) => {
    const payload = followedBySamples(head)
    expect(() => decodeChunk(message({ payload }), pcmDefault)).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_UNSUPPORTED', message: expect.stringContaining(name) }),
    )
  })

  it('but samples that begin like one of them by accident', () => {
    for (const head of ['{"', '{"ab', 'fLaC', 'OggS', 'ID3\x04', 'FORM']) {
      expect(decodeChunk(message({ payload: followedBySamples(head) }), pcmDefault).sampleRateHz).toBe(16_000)
    }
  })
})
