import { instantiateKernel, type KernelExports } from './kernel-module.ts'

/** Encodings that the kernel decodes, and the bytes of one sample. Little-endian; u8 is offset by 128. */
const BYTES_PER_SAMPLE = { u8: 1, s16le: 2, s24le: 3, f32le: 4 } as const
export type KernelEncoding = keyof typeof BYTES_PER_SAMPLE

export function isEncodingForKernel(encoding: string): encoding is KernelEncoding {
  return Object.hasOwn(BYTES_PER_SAMPLE, encoding)
}

/** Bytes that one call takes: MAX_PCM_BYTES in kernel/layout.ts. */
const MAX_PCM_BYTES = 65_536
/** Vectors are read whole. */
const VECTOR_BYTES = 16

/** Samples without a header to mono, in WebAssembly. */
export class PcmKernel {
  readonly #exports: KernelExports
  readonly #pcm: Uint8Array
  readonly #mono: Float32Array

  constructor(module: WebAssembly.Module) {
    const { exports, floats, bytes } = instantiateKernel(module, 'PCM_END')
    this.#exports = exports
    this.#pcm = bytes('PCM', MAX_PCM_BYTES + VECTOR_BYTES)
    this.#mono = floats('MONO', MAX_PCM_BYTES)
  }

  /**
   * Decode interleaved samples and average the channels: the exact mean, rounded once (floats are summed in
   * double precision).
   *
   * @param bytes - `y.length * channels` samples.
   * @param channels - At most 256.
   * @returns The largest magnitude of floats, NaN where one is not a number; 0 for integers, which cannot exceed 1.
   */
  decode(bytes: Uint8Array, encoding: KernelEncoding, channels: number, y: Float32Array): number {
    const frameBytes = BYTES_PER_SAMPLE[encoding] * channels
    const atOnce = Math.floor(MAX_PCM_BYTES / frameBytes)
    let largest = 0
    for (let done = 0; done < y.length; done += atOnce) {
      const count = Math.min(atOnce, y.length - done)
      this.#pcm.set(bytes.subarray(done * frameBytes, (done + count) * frameBytes))
      largest = Math.max(largest, this.#decodeBlock(encoding, count, channels))
      y.set(this.#mono.subarray(0, count), done)
    }
    return largest
  }

  #decodeBlock(encoding: KernelEncoding, count: number, channels: number): number {
    switch (encoding) {
      case 'u8':
        this.#exports.decodeU8(count, channels)
        return 0
      case 's16le':
        this.#exports.decodeS16(count, channels)
        return 0
      case 's24le':
        this.#exports.decodeS24(count, channels)
        return 0
      case 'f32le':
        return this.#exports.decodeF32(count, channels)
    }
  }
}
