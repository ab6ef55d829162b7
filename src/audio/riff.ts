import { AudioError } from '../errors.ts'

/** The two chunks of a WAV file that matter, as views on its bytes. */
export interface WavChunks {
  /** Body of `fmt `, at least 16 bytes. */
  readonly fmt: Uint8Array
  /** Body of `data`. */
  readonly data: Uint8Array
  /** Whether the recorder left the length of `data` open, so that its end is where the bytes end. */
  readonly isStreamed: boolean
}

/** Containers that look like WAV but count or order their bytes differently. */
const REFUSED_CONTAINERS = new Map([
  ['RF64', 'RF64 (64-bit WAV)'],
  ['BW64', 'BW64 (64-bit WAV)'],
  ['RIFX', 'RIFX (big-endian WAV)'],
  ['FFIR', 'FFIR (big-endian WAV)'],
  ['FORM', 'AIFF'],
  ['fLaC', 'FLAC'],
  ['OggS', 'Ogg'],
  ['caff', 'CAF'],
  ['ID3\x03', 'MP3'],
  ['ID3\x04', 'MP3'],
])

/**
 * Sizes from here up mean "not known": recorders that write to a pipe leave 0xFFFFFFFF (FFmpeg,
 * GStreamer), 0x80000000 (arecord) or 0x7FFFF000 (SoX) in the header, and nothing that long is taken.
 */
const OPEN_SIZE = 0x7f00_0000

const MIN_FMT_BYTES = 16

/** The first block of every FLAC file. */
const STREAMINFO_BYTES = 34

/** Whether the bytes begin as a RIFF/WAVE file does. Raw samples do so by accident once in 2^64. */
export function isWav(bytes: Uint8Array): boolean {
  return bytes.length >= 12 && fourCc(bytes, 0) === 'RIFF' && fourCc(bytes, 8) === 'WAVE'
}

/** Whether the bytes begin as a sound file of a kind that is not read. Samples do so by accident once in 2^37 or rarer. */
export function isOtherSoundFile(bytes: Uint8Array): boolean {
  if (bytes.length < 12) return false
  const [version, flags] = bytes.subarray(4)
  switch (fourCc(bytes, 0)) {
    case 'RF64':
    case 'BW64':
    case 'RIFX':
    case 'FFIR':
      return fourCc(bytes, 8) === 'WAVE'
    case 'FORM':
      return fourCc(bytes, 8).startsWith('AIF')
    case 'fLaC':
      return (version === 0 || version === 0x80) && bytes[7] === STREAMINFO_BYTES
    case 'OggS':
      return version === 0 && Number(flags) < 8
    case 'caff':
      return version === 0 && flags === 1
    case 'ID3\x03':
    case 'ID3\x04':
      return version === 0 && bytes.subarray(6, 10).every((byte) => byte < 0x80)
    default:
      return false
  }
}

/**
 * Find `fmt ` and `data` in a WAV file, in time linear in its bytes, whatever they say.
 *
 * `data` that claims more than there is is refused as cut off, unless its size is one of those that
 * recorders write when they do not know it: then it reaches to the end of the bytes.
 *
 * @throws {@link AudioError} `EARSHOT_AUDIO_DAMAGED`, or `EARSHOT_AUDIO_UNSUPPORTED` for other containers.
 */
export function findWavChunks(bytes: Uint8Array): WavChunks {
  checkContainer(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let fmt: Uint8Array | undefined
  let data: Uint8Array | undefined
  let isStreamed = false
  let offset = 12
  while (offset + 8 <= bytes.length && !(fmt && data)) {
    const id = fourCc(bytes, offset)
    const start = offset + 8
    const size = view.getUint32(offset + 4, true)
    const available = bytes.length - start
    if (id === 'data' && data === undefined) {
      isStreamed = size >= OPEN_SIZE || (size === 0 && hasOpenRiffSize(view, start))
      if (size > available && !isStreamed) throw cutOff('data', size, available)
      data = isStreamed ? bytes.subarray(start) : bytes.subarray(start, start + size)
      offset = isStreamed ? bytes.length : start + size + (size % 2)
      continue
    }
    if (size > available) throw cutOff(id, size, available)
    if (id === 'fmt ' && fmt === undefined) fmt = bytes.subarray(start, start + size)
    offset = start + size + (size % 2)
  }
  if (fmt === undefined) throw damaged('the WAV file has no "fmt " chunk')
  if (fmt.length < MIN_FMT_BYTES) throw damaged(`the "fmt " chunk has ${fmt.length} bytes; it must have at least 16`)
  if (data === undefined) throw damaged('the WAV file has no "data" chunk: it ends in its header')
  return { fmt, data, isStreamed }
}

function checkContainer(bytes: Uint8Array): void {
  if (isWav(bytes)) return
  const container = REFUSED_CONTAINERS.get(bytes.length >= 4 ? fourCc(bytes, 0) : '')
  if (container !== undefined) {
    throw new AudioError('EARSHOT_AUDIO_UNSUPPORTED', `${container} is not supported: convert it to a plain WAV file`)
  }
  throw damaged('this is not a WAV file: it does not begin with "RIFF....WAVE"')
}

/** A header written before the length was known: RIFF's size is empty, open, or covers the header alone. */
function hasOpenRiffSize(view: DataView, dataStart: number): boolean {
  const riffSize = view.getUint32(4, true)
  return riffSize >= OPEN_SIZE || riffSize + 8 <= dataStart
}

function fourCc(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4))
}

function cutOff(id: string, size: number, available: number): AudioError {
  const name = /^[\x20-\x7e]{4}$|^data$/.test(id) ? `"${id}"` : 'unnamed'
  return new AudioError(
    'EARSHOT_AUDIO_DAMAGED',
    `the file is cut off: its ${name} chunk says ${size} bytes, ${available} are there`,
    { context: { size, available } },
  )
}

function damaged(message: string): AudioError {
  return new AudioError('EARSHOT_AUDIO_DAMAGED', message)
}
