import { instantiateKernel, type KernelExports, kernelModule } from './kernel-module.ts'

/** Vectors are read whole. @unit samples */
const VECTORS = 8

/** What is known of the level of samples that come in pieces: squares at even and at odd places by themselves. */
export interface LevelSums {
  readonly length: number
  readonly even: number
  readonly odd: number
  readonly peak: number
}

/** What is looked up in samples as they are, in WebAssembly. */
export class SampleKernel {
  readonly #exports: KernelExports
  readonly #samples: Float32Array
  readonly #rounded: Int16Array
  readonly #sums: Float64Array

  constructor(module: WebAssembly.Module) {
    const { exports, floats, shorts, doubles } = instantiateKernel(module, 'SAMPLES_END')
    const atOnce = exports.MAX_SAMPLES.value
    this.#exports = exports
    this.#samples = floats('SAMPLES', atOnce)
    this.#rounded = shorts('SAMPLES_S16', atOnce)
    this.#sums = doubles('LEVEL_SUMS', 2)
  }

  /** The largest magnitude; NaN where a sample is not a number, 0 where there is none. */
  largest(y: Float32Array): number {
    let largest = 0
    this.#eachBlock(y, (count) => {
      largest = Math.max(largest, this.#exports.largest(count))
    })
    return largest
  }

  /** As `addLevel` after an even number of samples, bit for bit. */
  addLevel({ length, even, odd, peak }: LevelSums, y: Float32Array): LevelSums {
    let largest = peak
    this.#sums[0] = even
    this.#sums[1] = odd
    this.#eachBlock(y, (count) => {
      largest = Math.max(largest, this.#exports.largest(count))
      this.#exports.addSquares(count)
    })
    return { length: length + y.length, even: this.#sums[0], odd: this.#sums[1], peak: largest }
  }

  /**
   * Round to 16 bits, halves upwards, clipped to full scale.
   *
   * @param out - Receives them, shape `[y.length]`.
   * @returns Whether nothing was lost.
   */
  round(y: Float32Array, out: Int16Array): boolean {
    let isSame = true
    this.#eachBlock(y, (count, done) => {
      isSame = this.#exports.encodeS16(count) !== 0 && isSame
      out.set(this.#rounded.subarray(0, count), done)
    })
    return isSame
  }

  #eachBlock(y: Float32Array, work: (count: number, done: number) => void): void {
    const { length: atOnce } = this.#samples
    for (let done = 0; done < y.length; done += atOnce) {
      const block = y.subarray(done, done + atOnce)
      this.#samples.set(block)
      this.#samples.fill(0, block.length, Math.min(atOnce, block.length + VECTORS))
      work(block.length, done)
    }
  }
}

let shared: SampleKernel | null | undefined

/** One is enough for all who call; null where there is no WebAssembly with SIMD. */
export function sampleKernel(): SampleKernel | null {
  if (shared !== undefined) return shared
  const module = kernelModule()
  shared = module && new SampleKernel(module)
  return shared
}
