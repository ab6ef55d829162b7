import type { BandFrames } from '../band-steps.ts'
import { dctBasis } from '../cepstrum.ts'
import type { FrameGrid } from '../frame-grid.ts'
import { MelFilterBank } from '../mel-filter-bank.ts'
import type { Mfcc, MfccParams } from '../mfcc.ts'
import type { MfccSteps } from '../mfcc-steps.ts'
import { BandKernel, isFrameForKernel } from './band-kernel.ts'

/** Shorter frames than so gain little: the plain way stays for them. */
const LEAST_N_FFT = 256

/** Whether the kernel can compute with these parameters; where not, the plain steps can, or say why not. */
export function isMfccForKernel(params: MfccParams): boolean {
  const { nFft, nMels, nMfcc, topDb } = params
  return (
    isFrameForKernel(params, nMels) &&
    nFft >= LEAST_N_FFT &&
    Number.isInteger(nMfcc) &&
    nMfcc >= 1 &&
    nMfcc <= nMels &&
    topDb > 0
  )
}

/** The steps of the MFCC in WebAssembly: single precision, four frames at a time. */
export class MfccKernel implements MfccSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  readonly nMfcc: number
  readonly topDb: number
  readonly #logMel: BandKernel
  readonly #blockFrames: number
  readonly #columns: Float32Array
  readonly #coefficients: Float32Array

  /**
   * @param params - Such as {@link isMfccForKernel} accepts.
   * @throws {@link ParameterError} when a parameter is out of its range.
   */
  constructor(module: WebAssembly.Module, params: MfccParams) {
    const { nMels, nMfcc, topDb } = params
    this.#logMel = new BandKernel(module, params, { bands: new MelFilterBank(params).bands(), inDecibels: true })
    this.grid = this.#logMel.grid
    this.nBands = nMels
    this.nMfcc = nMfcc
    this.topDb = topDb
    const { exports, floats } = this.#logMel.instance
    this.#blockFrames = exports.MAX_BLOCK_FRAMES.value
    this.#columns = floats('COLUMNS', this.#blockFrames * nMels)
    this.#coefficients = floats('COEFFICIENTS', this.#blockFrames * nMfcc)
    const half = Math.ceil(nMels / 2)
    const basis = dctBasis(nMfcc, nMels)
    const cosines = floats('COSINES', nMfcc * half)
    for (let c = 0; c < nMfcc; c += 1) cosines.set(basis.subarray(c * nMels, c * nMels + half), c * half)
  }

  writeColumns(y: Float32Array, start: number, count: number, out: BandFrames, at: number): void {
    this.#logMel.writeColumns(y, start, count, out, at)
  }

  writeCepstra(columns: Float32Array, from: number, count: number, floorDb: number, out: Mfcc, at: number): void {
    const { nBands, nMfcc } = this
    for (let done = 0; done < count; done += this.#blockFrames) {
      const block = Math.min(this.#blockFrames, count - done)
      this.#columns.set(columns.subarray((from + done) * nBands, (from + done + block) * nBands))
      this.#logMel.instance.exports.cepstra(block, nBands, nMfcc, floorDb)
      for (let c = 0; c < nMfcc; c += 1) {
        const row = c * this.#blockFrames
        out.data.set(this.#coefficients.subarray(row, row + block), c * out.nFrames + at + done)
      }
    }
  }
}
