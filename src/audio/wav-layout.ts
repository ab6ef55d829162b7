import { AudioError } from '../errors.ts'
import { checkRateAndChannels } from './audio-shape.ts'
import { imaSamplesPerBlock } from './ima-adpcm.ts'
import { bytesPerSample, type SampleEncoding } from './sample-encoding.ts'

/** The fields of a `fmt ` chunk, under their names in the Multimedia Programming Interface (Microsoft, 1991). */
export interface FmtFields {
  readonly audioFormat: number
  readonly numChannels: number
  /** @unit Hz */
  readonly sampleRate: number
  /** Bytes of one sample of all channels, or of one block of a block codec. */
  readonly blockAlign: number
  readonly bitsPerSample: number
  /** The first 16-bit field of the extension: for IMA ADPCM, samples per block. */
  readonly validBitsPerSample: number
  /** Sub-format GUID of WAVE_FORMAT_EXTENSIBLE as four 32-bit values, else empty. */
  readonly subformat: readonly number[]
}

/** What `data` holds, checked for contradictions. */
export interface WavLayout {
  readonly encoding: SampleEncoding | 'ima-adpcm'
  readonly sampleRateHz: number
  readonly channels: number
  readonly blockAlign: number
}

const EXTENSIBLE = 0xfffe

/** KSDATAFORMAT_SUBTYPE_*: the format tag, then this tail, {0000xxxx-0000-0010-8000-00AA00389B71}. */
const SUBFORMAT_TAIL = [0x0010_0000, 0xaa00_0080, 0x719b_3800]

const FORMAT_NAMES = new Map([
  [0x0002, 'Microsoft ADPCM'],
  [0x0031, 'GSM 6.10'],
  [0x0050, 'MPEG'],
  [0x0055, 'MP3'],
  [0x00ff, 'AAC'],
  [0x0161, 'Windows Media Audio'],
])

/**
 * Say how samples are written, from a `fmt ` chunk. The byte rate is not looked at: it says nothing
 * that the other fields do not, and recorders often have it wrong.
 *
 * @throws {@link AudioError} `EARSHOT_AUDIO_RATE`, `EARSHOT_AUDIO_UNSUPPORTED` (codec or width),
 *   `EARSHOT_AUDIO_DAMAGED` (fields that contradict each other).
 */
export function describeLayout(fmt: FmtFields): WavLayout {
  checkRateAndChannels(fmt.sampleRate, fmt.numChannels)
  const encoding = encodingOf(fmt)
  const { numChannels: channels, blockAlign, sampleRate: sampleRateHz } = fmt
  if (encoding === 'ima-adpcm') checkImaBlocks(fmt)
  else if (blockAlign !== bytesPerSample(encoding) * channels) {
    throw damaged(
      `the header contradicts itself: ${channels} channel(s) of ${fmt.bitsPerSample} bits do not make blocks of ${blockAlign} bytes`,
    )
  }
  return { encoding, sampleRateHz, channels, blockAlign }
}

function encodingOf(fmt: FmtFields): WavLayout['encoding'] {
  const tag = formatTag(fmt)
  const bits = fmt.bitsPerSample
  switch (tag) {
    case 0x0001:
      return integerEncoding(bits)
    case 0x0003:
      if (bits === 32) return 'f32le'
      if (bits === 64) return 'f64le'
      throw unsupported(`floats of ${bits} bits are not supported: use 32 or 64`)
    case 0x0006:
    case 0x0007:
      if (bits !== 8) throw damaged(`A-law and µ-law have 8 bits a sample, the header says ${bits}`)
      return tag === 0x0006 ? 'alaw' : 'mulaw'
    case 0x0011:
      if (bits !== 4) throw damaged(`IMA ADPCM has 4 bits a sample, the header says ${bits}`)
      return 'ima-adpcm'
    default:
      throw unsupported(
        `the codec ${FORMAT_NAMES.get(tag) ?? `0x${tag.toString(16).padStart(4, '0')}`} is not supported: ` +
          'use PCM, float, A-law, µ-law or IMA ADPCM',
      )
  }
}

function formatTag({ audioFormat, subformat }: FmtFields): number {
  if (audioFormat !== EXTENSIBLE) return audioFormat
  const [tag = 0, ...tail] = subformat
  if (subformat.length !== 4) throw damaged('the header says WAVE_FORMAT_EXTENSIBLE but has no sub-format')
  if (tag > 0xffff || tail.some((part, i) => part !== SUBFORMAT_TAIL[i])) {
    throw unsupported('the sub-format of WAVE_FORMAT_EXTENSIBLE is none that is known: use PCM or float')
  }
  return tag
}

/** Samples of odd widths (12 or 20 bits) stand left-justified in whole bytes. */
function integerEncoding(bits: number): SampleEncoding {
  if (bits === 0) throw damaged('the header says 0 bits a sample')
  if (bits <= 8) return 'u8'
  if (bits <= 16) return 's16le'
  if (bits <= 24) return 's24le'
  if (bits <= 32) return 's32le'
  throw unsupported(`integers of ${bits} bits are not supported: use at most 32`)
}

function checkImaBlocks({ blockAlign, numChannels, validBitsPerSample: samplesPerBlock }: FmtFields): void {
  if (blockAlign === 0 || blockAlign % (4 * numChannels) !== 0) {
    throw damaged(`IMA ADPCM of ${numChannels} channel(s) cannot have blocks of ${blockAlign} bytes`)
  }
  const expected = imaSamplesPerBlock(blockAlign, numChannels)
  if (samplesPerBlock !== 0 && samplesPerBlock !== expected) {
    throw damaged(`blocks of ${blockAlign} bytes hold ${expected} samples, the header says ${samplesPerBlock}`)
  }
}

function damaged(message: string): AudioError {
  return new AudioError('EARSHOT_AUDIO_DAMAGED', message)
}

function unsupported(message: string): AudioError {
  return new AudioError('EARSHOT_AUDIO_UNSUPPORTED', message)
}
