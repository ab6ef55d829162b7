import type { BandFrames, BandSteps } from './band-steps.ts'
import { FrameGrid, type FrameParams } from './frame-grid.ts'
import { hann } from './hann.ts'
import { BandKernel, isFrameForKernel } from './kernel/band-kernel.ts'
import { kernelModule } from './kernel/kernel-module.ts'
import type { Band } from './mel-filter-bank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

/**
 * From frames to the power of each band, not scaled. The frames are never padded.
 *
 * @param bands - No bin is in more than two of them.
 * @param kernel - Computes in WebAssembly; null computes in plain double precision.
 * @throws {@link ParameterError} when `nFft` is no power of two, or `hopLength` not a positive integer.
 */
export function createBandPowers(
  { nFft, hopLength }: Pick<FrameParams, 'nFft' | 'hopLength'>,
  bands: readonly Band[],
  kernel = kernelModule(),
): BandSteps {
  const frames: FrameParams = { nFft, hopLength, padMode: 'constant' }
  return kernel !== null && isFrameForKernel(frames, bands.length)
    ? new BandKernel(kernel, frames, { bands, inDecibels: false })
    : new PlainBandPowers(frames, bands)
}

/** Octaves from one bin of the transform up to half the sampling rate. */
export function octaveCount(nFft: number): number {
  return Math.log2(nFft) - 1
}

/** Octave `o` has the bins from `2^o` up to the next; the highest one the last bin, too. */
export function octaves(nFft: number): Band[] {
  const count = octaveCount(nFft)
  return Array.from({ length: Math.max(0, Math.floor(count)) }, (_, octave) => {
    const firstBin = 2 ** octave
    return { firstBin, weights: new Float64Array(octave === count - 1 ? firstBin + 1 : firstBin).fill(1) }
  })
}

/** Bins `first .. end - 1`, each a band of its own. */
export function singleBins(first: number, end: number): Band[] {
  return Array.from({ length: end - first }, (_, i) => ({ firstBin: first + i, weights: Float64Array.of(1) }))
}

/** In double precision; only what is kept is rounded to single. */
class PlainBandPowers implements BandSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  readonly #bands: readonly Band[]
  readonly #spectrum: PowerSpectrum
  readonly #taper: Float64Array
  readonly #frame: Float64Array
  readonly #power: Float64Array

  constructor(params: FrameParams, bands: readonly Band[]) {
    this.#spectrum = new PowerSpectrum(params.nFft)
    this.grid = new FrameGrid(params)
    this.nBands = bands.length
    this.#bands = bands
    this.#taper = hann(params.nFft)
    this.#frame = new Float64Array(params.nFft)
    this.#power = new Float64Array(this.#spectrum.nBins)
  }

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: BandFrames, at: number): void {
    for (let t = 0; t < count; t += 1) {
      this.grid.read(y, start + t * this.grid.hopLength, this.#taper, this.#frame)
      this.#spectrum.compute(this.#frame, this.#power)
      maxima[at + t] = this.#writeColumn(columns, (at + t) * this.nBands)
    }
  }

  #writeColumn(columns: Float32Array, at: number): number {
    let largest = 0
    for (const [b, { firstBin, weights }] of this.#bands.entries()) {
      let sum = 0
      for (let i = 0; i < weights.length; i += 1) {
        sum += (weights[i] as number) * (this.#power[firstBin + i] as number)
      }
      columns[at + b] = sum
      largest = Math.max(largest, sum)
    }
    return largest
  }
}
