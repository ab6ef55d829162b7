import { FrameGrid } from '../frame-grid.ts'
import type { MfccParams } from '../mfcc.ts'
import { highest, type LogMelFrames, type MfccSteps } from '../mfcc-steps.ts'
import { instantiateKernel, type KernelExports } from './kernel-module.ts'
import { writeMfccTables } from './mfcc-tables.ts'

/** FFT sizes that the kernel knows. Shorter frames gain little, longer ones leave the fastest cache. */
const N_FFTS = new Set([256, 512, 1024, 2048, 4096])
const MAX_N_MELS = 256

/** Whether the kernel can compute with these parameters; where not, the plain steps can, or say why not. */
export function isMfccForKernel({ nFft, nMels, nMfcc, hopLength, topDb }: MfccParams): boolean {
  return (
    N_FFTS.has(nFft) &&
    [nMels, nMfcc, hopLength].every(Number.isInteger) &&
    nMels <= MAX_N_MELS &&
    nMfcc >= 1 &&
    nMfcc <= nMels &&
    hopLength >= 1 &&
    hopLength <= 2 ** 20 &&
    topDb > 0
  )
}

/**
 * The steps of the MFCC in WebAssembly: single precision, four frames at a time, one in each lane of a vector.
 *
 * A column's value does not depend on the frames that are computed with it, so streams and whole clips
 * give the same numbers, bit for bit.
 */
export class MfccKernel implements MfccSteps {
  readonly grid: FrameGrid
  readonly nMels: number
  readonly nMfcc: number
  readonly #topDb: number
  readonly #exports: KernelExports
  readonly #blockFrames: number
  readonly #signal: Float32Array
  readonly #columns: Float32Array
  readonly #maxima: Float32Array
  readonly #coefficients: Float32Array

  /**
   * @param params - Such as {@link isMfccForKernel} accepts.
   * @throws {@link ParameterError} when a parameter is out of its range.
   */
  constructor(module: WebAssembly.Module, params: MfccParams) {
    this.grid = new FrameGrid(params)
    this.nMels = params.nMels
    this.nMfcc = params.nMfcc
    this.#topDb = params.topDb
    const kernel = instantiateKernel(module, 'SPECTRAL_END')
    const { exports, floats } = kernel
    writeMfccTables(kernel, params)
    this.#exports = exports
    this.#blockFrames = exports.MAX_BLOCK_FRAMES.value
    this.#signal = floats('SIGNAL', exports.MAX_BLOCK_SAMPLES.value)
    this.#columns = floats('COLUMNS', this.#blockFrames * params.nMels)
    this.#maxima = floats('MAXIMA', this.#blockFrames)
    this.#coefficients = floats('COEFFICIENTS', this.#blockFrames * params.nMfcc)
  }

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: LogMelFrames, at: number): void {
    const { nMels } = this
    const { nFft, hopLength } = this.grid
    // Frames that do not overlap are put side by side, so that any hop fits.
    const stride = Math.min(hopLength, nFft)
    const atOnce = Math.min(this.#blockFrames, Math.floor((this.#signal.length - nFft) / stride) + 1)
    for (let done = 0; done < count; done += atOnce) {
      const block = Math.min(atOnce, count - done)
      this.#load(y, start + done * hopLength, block)
      this.#exports.logMel(block, stride, nFft, nMels)
      columns.set(this.#columns.subarray(0, block * nMels), (at + done) * nMels)
      maxima.set(this.#maxima.subarray(0, block), at + done)
    }
  }

  cepstra({ columns, maxima }: LogMelFrames, nFrames: number): Float32Array {
    const { nMels, nMfcc } = this
    const floorDb = highest(maxima, nFrames) - this.#topDb
    const out = new Float32Array(nMfcc * nFrames)
    for (let done = 0; done < nFrames; done += this.#blockFrames) {
      const block = Math.min(this.#blockFrames, nFrames - done)
      this.#columns.set(columns.subarray(done * nMels, (done + block) * nMels))
      this.#exports.cepstra(block, nMels, nMfcc, floorDb)
      for (let c = 0; c < nMfcc; c += 1) {
        const row = c * this.#blockFrames
        out.set(this.#coefficients.subarray(row, row + block), c * nFrames + done)
      }
    }
    return out
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
