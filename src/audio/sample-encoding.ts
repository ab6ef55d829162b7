import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { isEncodingForKernel, PcmKernel } from '../dsp/kernel/pcm-kernel.ts'
import { AudioError } from '../errors.ts'
import { A_LAW, MU_LAW } from './g711.ts'
import { MAX_AMPLITUDE, MAX_CHANNELS } from './limits.ts'
import { type AllocateSamples, newSamples } from './sample-pool.ts'

interface Encoding {
  readonly bytesPerSample: number
  /** The integer that stands for full scale; 1 for floats. */
  readonly fullScale: number
  readonly isFloat: boolean
  readonly read: (view: DataView, offset: number) => number
}

function integer(bits: number, read: Encoding['read']): Encoding {
  return { bytesPerSample: bits / 8, fullScale: 2 ** (bits - 1), isFloat: false, read }
}

function float(bits: number, read: Encoding['read']): Encoding {
  return { bytesPerSample: bits / 8, fullScale: 1, isFloat: true, read }
}

function companded(values: Int16Array): Encoding {
  return {
    bytesPerSample: 1,
    fullScale: 2 ** 15,
    isFloat: false,
    read: (view, offset) => values[view.getUint8(offset)] ?? 0,
  }
}

/** How one sample is written. Scaling is libsndfile's: integers by `2^(bits-1)`, u8 is offset by 128. */
const ENCODINGS = {
  u8: integer(8, (view, offset) => view.getUint8(offset) - 128),
  s16le: integer(16, (view, offset) => view.getInt16(offset, true)),
  s16be: integer(16, (view, offset) => view.getInt16(offset, false)),
  s24le: integer(24, (view, offset) => view.getUint16(offset, true) | (view.getInt8(offset + 2) << 16)),
  s32le: integer(32, (view, offset) => view.getInt32(offset, true)),
  f32le: float(32, (view, offset) => view.getFloat32(offset, true)),
  f64le: float(64, (view, offset) => view.getFloat64(offset, true)),
  alaw: companded(A_LAW),
  mulaw: companded(MU_LAW),
} as const satisfies Record<string, Encoding>

export type SampleEncoding = keyof typeof ENCODINGS

export const SAMPLE_ENCODINGS = Object.keys(ENCODINGS).filter(isSampleEncoding)

export function isSampleEncoding(name: string): name is SampleEncoding {
  return Object.hasOwn(ENCODINGS, name)
}

/** Size of one sample of one channel. @unit bytes */
export function bytesPerSample(encoding: SampleEncoding): number {
  return ENCODINGS[encoding].bytesPerSample
}

/**
 * Decode interleaved samples and average the channels.
 *
 * @param bytes - `n * channels` samples; a tail shorter than that is left out.
 * @param kernel - Decodes the usual encodings in WebAssembly, to the same samples; null decodes all plainly.
 * @param allocate - Where the samples go.
 * @returns Shape `[n]`, full scale ±1. The mean is formed in double precision, then rounded once.
 * @throws {@link AudioError} `EARSHOT_AUDIO_NOT_FINITE` for NaN or infinity, `EARSHOT_AUDIO_DAMAGED`
 *   for floats beyond {@link MAX_AMPLITUDE}.
 */
export function decodeMono(
  bytes: Uint8Array,
  encoding: SampleEncoding,
  channels: number,
  kernel = kernelModule(),
  allocate: AllocateSamples = newSamples,
): Float32Array {
  const { isFloat, bytesPerSample: step } = ENCODINGS[encoding]
  const y = allocate(Math.floor(bytes.length / (step * channels)))
  if (kernel !== null && isEncodingForKernel(encoding) && channels <= MAX_CHANNELS) {
    const largest = pcmKernelOf(kernel).decode(bytes, encoding, channels, y)
    if (!(largest <= MAX_AMPLITUDE)) checkAmplitude(y)
    return y
  }
  if (encoding === 's16le' && isLittleEndianHost && channels > 0) return mixInt16(alignedInt16(bytes), channels)
  readMono(bytes, encoding, channels, y)
  if (isFloat) checkAmplitude(y)
  return y
}

/** Decoding needs the memory of one instance only, whoever calls. */
const pcmKernels = new WeakMap<WebAssembly.Module, PcmKernel>()

function pcmKernelOf(module: WebAssembly.Module): PcmKernel {
  const kernel = pcmKernels.get(module) ?? new PcmKernel(module)
  pcmKernels.set(module, kernel)
  return kernel
}

function readMono(bytes: Uint8Array, encoding: SampleEncoding, channels: number, y: Float32Array): void {
  const { fullScale, read, bytesPerSample: step } = ENCODINGS[encoding]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const divisor = fullScale * channels
  let offset = 0
  for (let i = 0; i < y.length; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++, offset += step) sum += read(view, offset)
    y[i] = sum / divisor
  }
}

const isLittleEndianHost = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/** The same bytes as 16-bit integers: a view where they are aligned, else a copy. */
function alignedInt16(bytes: Uint8Array): Int16Array {
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  return new Int16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1)
}

/** Average interleaved 16-bit samples: what nearly every recording is, so it has a loop of its own. */
export function mixInt16(samples: Int16Array, channels: number): Float32Array {
  const y = new Float32Array(Math.floor(samples.length / channels))
  const divisor = 2 ** 15 * channels
  let position = 0
  for (let i = 0; i < y.length; i++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += samples[position++] ?? 0
    y[i] = sum / divisor
  }
  return y
}

function checkAmplitude(y: Float32Array): void {
  for (let i = 0; i < y.length; i++) {
    const magnitude = Math.abs(y[i] ?? 0)
    if (magnitude <= MAX_AMPLITUDE) continue
    if (!Number.isFinite(magnitude)) {
      throw new AudioError('EARSHOT_AUDIO_NOT_FINITE', `sample ${i} is not a finite number`, { context: { sample: i } })
    }
    throw new AudioError(
      'EARSHOT_AUDIO_DAMAGED',
      `sample ${i} is ${magnitude.toExponential(1)} times full scale: this is not sound, or not floats`,
      { context: { sample: i } },
    )
  }
}
