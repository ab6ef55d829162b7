import wavefile from 'wavefile'
import { AudioError } from '../errors.ts'
import { checkByteCount, checkDuration } from './audio-shape.ts'
import type { Clip } from './clip.ts'
import { decodeImaAdpcm, imaSampleCount } from './ima-adpcm.ts'
import { type AudioLimits, CLIP_LIMITS } from './limits.ts'
import { findWavChunks } from './riff.ts'
import { decodeMono, mixInt16 } from './sample-encoding.ts'
import type { AllocateSamples } from './sample-pool.ts'
import { describeLayout, type FmtFields, type WavLayout } from './wav-layout.ts'

/**
 * Decode a WAV file to mono.
 *
 * Taken: PCM of 8 to 32 bits, floats of 32 and 64, A-law, µ-law and IMA ADPCM, plain or as
 * WAVE_FORMAT_EXTENSIBLE, up to 256 channels, which are averaged. Samples equal those of libsndfile
 * (`soundfile.read`, `librosa.load(sr=None)`).
 *
 * @param bytes - The whole file.
 * @param limits - What is too large; by default ten minutes and 128 MiB.
 * @param allocate - Where the samples go, as a rule; by default, memory of their own.
 * @throws {@link AudioError}, and nothing else: `EARSHOT_AUDIO_DAMAGED` (no WAV, cut off, a header that
 *   contradicts itself), `…_EMPTY`, `…_TOO_LARGE`, `…_RATE` (outside 4 to 192 kHz), `…_UNSUPPORTED`
 *   (codec, RF64, RIFX), `…_NOT_FINITE`.
 */
export function decodeWav(bytes: Uint8Array, limits: AudioLimits = CLIP_LIMITS, allocate?: AllocateSamples): Clip {
  checkByteCount(bytes, limits)
  const { fmt, data, isStreamed } = findWavChunks(bytes)
  const layout = describeLayout(readFmt(fmt))
  const { sampleRateHz, channels } = layout
  const frameCount = countFrames(data, layout, isStreamed)
  checkDuration(frameCount, sampleRateHz, limits)
  return { y: decodeData(data, layout, allocate), sampleRateHz, channels }
}

/** What the header of a WAV file says. */
export interface WavFacts {
  readonly sampleRateHz: number
  readonly channels: number
  readonly durationSeconds: number
}

/**
 * Read what a WAV file holds without decoding its samples.
 *
 * @throws as {@link decodeWav} does, except that samples are not looked at.
 */
export function inspectWav(bytes: Uint8Array): WavFacts {
  const { fmt, data, isStreamed } = findWavChunks(bytes)
  const layout = describeLayout(readFmt(fmt))
  const { sampleRateHz, channels } = layout
  return { sampleRateHz, channels, durationSeconds: countFrames(data, layout, isStreamed) / sampleRateHz }
}

/** Samples per channel. A streamed recording may end inside one, any other may not. */
function countFrames(data: Uint8Array, { encoding, blockAlign, channels }: WavLayout, isStreamed: boolean): number {
  if (encoding === 'ima-adpcm') return imaSampleCount(data.length, blockAlign, channels)
  if (data.length % blockAlign !== 0 && !isStreamed) {
    throw new AudioError(
      'EARSHOT_AUDIO_DAMAGED',
      `the data of ${data.length} bytes is not a whole number of samples of ${blockAlign} bytes`,
    )
  }
  return Math.floor(data.length / blockAlign)
}

function decodeData(
  data: Uint8Array,
  { encoding, blockAlign, channels }: WavLayout,
  allocate?: AllocateSamples,
): Float32Array {
  return encoding === 'ima-adpcm'
    ? mixInt16(decodeImaAdpcm(data, blockAlign, channels), channels)
    : decodeMono(data, encoding, channels, undefined, allocate)
}

/**
 * Read a `fmt ` chunk with wavefile. It gets a file that holds this chunk and nothing more: on what strangers
 * send, its parser is not safe (its work doubles with each LIST chunk, so that 500 bytes exhaust the memory),
 * and its decoders are not exact (IMA ADPCM: mono only, one sample too many a block, the last block lost).
 */
function readFmt(fmt: Uint8Array): FmtFields {
  const body = fmt.subarray(0, 40)
  const file = new Uint8Array(12 + 8 + body.length + 8)
  const view = new DataView(file.buffer)
  const writeHead = (offset: number, id: string, size: number): void => {
    file.set(new TextEncoder().encode(id), offset)
    view.setUint32(offset + 4, size, true)
  }
  writeHead(0, 'RIFF', file.length - 8)
  file.set(new TextEncoder().encode('WAVE'), 8)
  writeHead(12, 'fmt ', body.length)
  file.set(body, 20)
  writeHead(20 + body.length, 'data', 0)
  return new wavefile.WaveFile(file).fmt as FmtFields
}
