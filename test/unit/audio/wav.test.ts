import { describe, expect, it } from 'vitest'
import wavefile from 'wavefile'
import { decodeWav } from '../../../src/audio/wav.ts'
import { ascii, chunk, concat, extensible, int16Bytes, uint32, wavBytes } from './wav-bytes.ts'

const code = (suffix: string) => expect.objectContaining({ code: `EARSHOT_AUDIO_${suffix}` })
const samples = (bytes: Uint8Array): number[] => [...decodeWav(bytes).y]

describe('decodeWav', () => {
  it('scales 16-bit integers by 2^15', () => {
    expect(samples(wavBytes({ data: int16Bytes(-32768, -1, 0, 1, 32767) }))).toEqual([
      -1,
      -1 / 32768,
      0,
      1 / 32768,
      32767 / 32768,
    ])
  })

  it('takes 128 as the zero of 8-bit integers', () => {
    expect(samples(wavBytes({ bits: 8, data: Uint8Array.of(0, 128, 255, 129) }))).toEqual([-1, 0, 127 / 128, 1 / 128])
  })

  it('reads the sign of 24-bit integers', () => {
    const data = Uint8Array.of(0xff, 0xff, 0xff, 0x00, 0x00, 0x80, 0xff, 0xff, 0x7f)
    expect(samples(wavBytes({ bits: 24, data: concat(data, new Uint8Array(3)) }))).toEqual([
      -1 / 2 ** 23,
      -1,
      8388607 / 2 ** 23,
      0,
    ])
  })

  it('averages the channels', () => {
    expect(samples(wavBytes({ channels: 2, data: int16Bytes(1000, 3000, -8, 8) }))).toEqual([2000 / 32768, 0])
  })

  it('reads a file whose samples lie at an odd address', () => {
    const bytes = wavBytes({ data: int16Bytes(1, 2, 3) })
    const shifted = concat(new Uint8Array(1), bytes).subarray(1)
    expect(shifted.byteOffset % 2).toBe(1)
    expect(decodeWav(shifted)).toEqual(decodeWav(bytes))
  })

  it('reads 12 channels', () => {
    const clip = decodeWav(wavBytes({ channels: 12, tag: 0xfffe, extension: extensible(1), data: new Uint8Array(48) }))
    expect({ channels: clip.channels, n: clip.y.length }).toEqual({ channels: 12, n: 2 })
  })

  it('skips chunks it does not know, odd ones included', () => {
    const between = concat(chunk('LIST', ascii('INFOx')), chunk('junk', new Uint8Array(7)))
    expect(samples(wavBytes({ between, data: int16Bytes(16384) }))).toEqual([0.5])
  })

  it('leaves out what follows the data', () => {
    expect(samples(wavBytes({ data: int16Bytes(16384), after: chunk('LIST', ascii('INFO')) }))).toEqual([0.5])
  })

  it.each(['8', '16', '24', '32', '32f', '64'])('reads what the wavefile package writes with %s bits', (bitDepth) => {
    const full = bitDepth === '8' ? 128 : bitDepth.endsWith('f') || bitDepth === '64' ? 1 : 2 ** (Number(bitDepth) - 1)
    const y = [0.25, -0.5, 0.75, 0]
    const file = new wavefile.WaveFile()
    file.fromScratch(
      1,
      16_000,
      bitDepth,
      y.map((x) => x * full + (bitDepth === '8' ? 128 : 0)),
    )
    expect(samples(file.toBuffer())).toEqual(y)
  })

  it('does not look at the byte rate, which recorders often have wrong', () => {
    const bytes = wavBytes({ data: int16Bytes(16384) })
    new DataView(bytes.buffer).setUint32(28, 7, true)
    expect(samples(bytes)).toEqual([0.5])
  })
})

describe('decodeWav, where the recorder did not know the length', () => {
  const data = int16Bytes(16384, -16384)

  it.each([0xffff_ffff, 0x8000_0000, 0x7fff_f000])('reads to the end when data says %i bytes', (dataSize) => {
    expect(samples(wavBytes({ data, dataSize, riffSize: 0xffff_ffff }))).toEqual([0.5, -0.5])
  })

  it.each([0, 36, 0xffff_ffff])('reads to the end when data says 0 bytes and RIFF says %i', (riffSize) => {
    expect(samples(wavBytes({ data, dataSize: 0, riffSize }))).toEqual([0.5, -0.5])
  })

  it('leaves out half a sample at the end', () => {
    const file = wavBytes({ data: concat(data, Uint8Array.of(1)), dataSize: 0xffff_ffff })
    expect(samples(file.subarray(0, -1))).toEqual([0.5, -0.5])
  })
})

describe('decodeWav refuses', () => {
  it.each([
    ['nothing', new Uint8Array(), 'EMPTY'],
    ['no samples', wavBytes({ data: new Uint8Array() }), 'EMPTY'],
    ['text', ascii('this is not a WAV file at all'), 'DAMAGED'],
    ['a header cut short', wavBytes().subarray(0, 20), 'DAMAGED'],
    [
      'a file without fmt',
      concat(ascii('RIFF'), uint32(12), ascii('WAVE'), chunk('data', new Uint8Array(4))),
      'DAMAGED',
    ],
    ['a file without data', concat(wavBytes().subarray(0, 36)), 'DAMAGED'],
    ['data that is cut off', wavBytes({ data: new Uint8Array(32), dataSize: 34 }), 'DAMAGED'],
    ['half a sample', wavBytes({ channels: 2, data: new Uint8Array(6) }), 'DAMAGED'],
    ['0 channels', wavBytes({ channels: 0, blockAlign: 2 }), 'DAMAGED'],
    ['a block size that contradicts the width', wavBytes({ blockAlign: 3 }), 'DAMAGED'],
    ['a block size of 0', wavBytes({ blockAlign: 0 }), 'DAMAGED'],
    ['0 bits', wavBytes({ bits: 0, blockAlign: 2 }), 'DAMAGED'],
    ['EXTENSIBLE without a sub-format', wavBytes({ tag: 0xfffe }), 'DAMAGED'],
    ['0 Hz', wavBytes({ sampleRateHz: 0 }), 'RATE'],
    ['3,999 Hz', wavBytes({ sampleRateHz: 3_999 }), 'RATE'],
    ['192,001 Hz', wavBytes({ sampleRateHz: 192_001 }), 'RATE'],
    ['4,294,967,295 Hz', wavBytes({ sampleRateHz: 0xffff_ffff }), 'RATE'],
    ['MP3 in WAV', wavBytes({ tag: 0x55 }), 'UNSUPPORTED'],
    ['64-bit integers', wavBytes({ bits: 64 }), 'UNSUPPORTED'],
    ['16-bit floats', wavBytes({ tag: 3 }), 'UNSUPPORTED'],
    ['300 channels', wavBytes({ channels: 300, data: new Uint8Array(600) }), 'UNSUPPORTED'],
    ['RF64', wavBytes({ container: 'RF64' }), 'UNSUPPORTED'],
    ['RIFX', wavBytes({ container: 'RIFX' }), 'UNSUPPORTED'],
    ['FLAC', ascii('fLaC and so on and on'), 'UNSUPPORTED'],
    ['IMA ADPCM with blocks of 6 bytes', wavBytes({ tag: 0x11, bits: 4, blockAlign: 6 }), 'DAMAGED'],
  ])('%s', (_, bytes, suffix) => {
    expect(() => decodeWav(bytes)).toThrow(code(suffix))
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('a float of %d', (bad) => {
    const data = new Uint8Array(Float32Array.of(0, bad, 0).buffer)
    expect(() => decodeWav(wavBytes({ tag: 3, bits: 32, data }))).toThrow(code('NOT_FINITE'))
  })

  it('a double that single precision cannot hold', () => {
    const data = new Uint8Array(Float64Array.of(1e300).buffer)
    expect(() => decodeWav(wavBytes({ tag: 3, bits: 64, data }))).toThrow(code('NOT_FINITE'))
  })

  it('floats that cannot be sound', () => {
    const data = new Uint8Array(Float32Array.of(1e30).buffer)
    expect(() => decodeWav(wavBytes({ tag: 3, bits: 32, data }))).toThrow(code('DAMAGED'))
  })

  it('an unknown sub-format of EXTENSIBLE', () => {
    const extension = extensible(1).map((byte, i) => (i === 20 ? byte ^ 1 : byte))
    expect(() => decodeWav(wavBytes({ tag: 0xfffe, extension }))).toThrow(code('UNSUPPORTED'))
  })

  it('more bytes and more seconds than it is allowed', () => {
    const second = wavBytes({ data: new Uint8Array(32_000) })
    expect(() => decodeWav(second, { maxBytes: 32_000, maxSeconds: 10 })).toThrow(code('TOO_LARGE'))
    expect(() => decodeWav(second, { maxBytes: 1e6, maxSeconds: 0.99 })).toThrow(code('TOO_LARGE'))
    expect(decodeWav(second, { maxBytes: 1e6, maxSeconds: 1 }).y).toHaveLength(16_000)
  })

  it('500 bytes of LIST chunks on which the wavefile package exhausts the memory', () => {
    const lists = concat(
      ...Array.from({ length: 25 }, () => concat(chunk('LIST', ascii('INFO')), chunk('abcd', new Uint8Array()))),
    )
    const file = concat(ascii('RIFF'), uint32(lists.length + 4), ascii('WAVE'), lists)
    expect(file.length).toBeLessThan(520)
    expect(() => decodeWav(file)).toThrow(code('DAMAGED'))
  })
})
