import { type BandFrames, type BandSteps, framesWithin } from '../band-steps.ts'
import { FrameGrid, type FrameParams } from '../frame-grid.ts'
import type { Band } from '../mel-filter-bank.ts'
import { instantiateKernel, type KernelExports, type KernelInstance } from './kernel-module.ts'
import { writeBandTables, writeTransformTables } from './transform-tables.ts'

/** FFT sizes that the kernel knows. Longer frames leave the fastest cache. */
export const N_FFTS = new Set([64, 128, 256, 512, 1024, 2048, 4096])
const MAX_BANDS = 256
const MOST_HOP = 2 ** 20

/** Whether the kernel can compute so many bands of these frames. */
export function isFrameForKernel(
  { nFft, hopLength }: Pick<FrameParams, 'nFft' | 'hopLength'>,
  nBands: number,
): boolean {
  return (
    N_FFTS.has(nFft) &&
    [nBands, hopLength].every((value) => Number.isInteger(value) && value >= 1) &&
    nBands <= MAX_BANDS &&
    hopLength <= MOST_HOP
  )
}

export interface KernelBands {
  /** No bin is in more than two of them. */
  readonly bands: readonly Band[]
  /** Give powers in dB, `>= -100`, or as they are. */
  readonly inDecibels: boolean
}

/**
 * Bands of spectra in WebAssembly: single precision, four frames at a time, one in each lane of a vector.
 *
 * A column's value does not depend on the frames that are computed with it, so streams and whole clips
 * give the same numbers, bit for bit.
 */
export class BandKernel implements BandSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  /** Of which the cepstrum's step makes use, too. */
  readonly instance: KernelInstance
  readonly #inDecibels: number
  readonly #exports: KernelExports
  readonly #blockFrames: number
  readonly #signal: Float32Array
  readonly #columns: Float32Array
  readonly #maxima: Float32Array

  /** @param params - Such as {@link isFrameForKernel} accepts. */
  constructor(module: WebAssembly.Module, params: FrameParams, { bands, inDecibels }: KernelBands) {
    this.grid = new FrameGrid(params)
    this.nBands = bands.length
    this.#inDecibels = inDecibels ? 1 : 0
    this.instance = instantiateKernel(module, 'SPECTRAL_END')
    const { exports, floats } = this.instance
    writeTransformTables(this.instance, params.nFft)
    writeBandTables(this.instance, bands)
    this.#exports = exports
    this.#blockFrames = exports.MAX_BLOCK_FRAMES.value
    this.#signal = floats('SIGNAL', exports.MAX_BLOCK_SAMPLES.value)
    this.#columns = floats('COLUMNS', this.#blockFrames * this.nBands)
    this.#maxima = floats('MAXIMA', this.#blockFrames)
  }

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: BandFrames, at: number): void {
    const { nBands } = this
    const { nFft, hopLength } = this.grid
    // Frames that do not overlap are put side by side, so that any hop fits.
    const stride = Math.min(hopLength, nFft)
    const atOnce = Math.min(this.#blockFrames, framesWithin({ nFft, hopLength: stride }, this.#signal.length))
    for (let done = 0; done < count; done += atOnce) {
      const block = Math.min(atOnce, count - done)
      this.#load(y, start + done * hopLength, block)
      this.#exports.bandColumns(block, stride, nFft, nBands, this.#inDecibels)
      columns.set(this.#columns.subarray(0, block * nBands), (at + done) * nBands)
      maxima.set(this.#maxima.subarray(0, block), at + done)
    }
  }

  #load(y: Float32Array, start: number, count: number): void {
    const { nFft, hopLength } = this.grid
    if (hopLength <= nFft) {
      this.#signal.set(y.subarray(start, start + (count - 1) * hopLength + nFft))
      return
    }
    for (let t = 0; t < count; t += 1) {
      this.#signal.set(y.subarray(start + t * hopLength, start + t * hopLength + nFft), t * nFft)
    }
  }
}
