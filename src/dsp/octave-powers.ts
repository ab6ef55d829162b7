import type { BandFrames, BandSteps } from './band-steps.ts'
import { FrameGrid, type FrameParams } from './frame-grid.ts'
import { hann } from './hann.ts'
import { BandKernel, isFrameForKernel } from './kernel/band-kernel.ts'
import { kernelModule } from './kernel/kernel-module.ts'
import type { Band } from './mel-filter-bank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

/** Octaves from one bin of the transform up to half the sampling rate. */
export function octaveCount(nFft: number): number {
  return Math.log2(nFft) - 1
}

/**
 * From frames of sound to the power of each octave, the lowest first, not scaled.
 *
 * @param kernel - Computes in WebAssembly; null computes in plain double precision.
 * @throws {@link ParameterError} when `nFft` is no power of two, or `hopLength` not a positive integer.
 */
export function createOctavePowers(
  { nFft, hopLength }: Pick<FrameParams, 'nFft' | 'hopLength'>,
  kernel = kernelModule(),
): BandSteps {
  const frames: FrameParams = { nFft, hopLength, padMode: 'constant' }
  const isFit = kernel !== null && isFrameForKernel(frames, octaveCount(nFft))
  return isFit ? new BandKernel(kernel, frames, { bands: octaves(nFft), inDecibels: false }) : new OctavePowers(frames)
}

/** Octave `o` has the bins from `2^o` up to the next; the highest one the last bin, too. */
function octaves(nFft: number): Band[] {
  const count = octaveCount(nFft)
  return Array.from({ length: count }, (_, octave) => {
    const firstBin = 2 ** octave
    return { firstBin, weights: new Float64Array(octave === count - 1 ? firstBin + 1 : firstBin).fill(1) }
  })
}

/** In double precision; only what is kept is rounded to single. */
class OctavePowers implements BandSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  readonly #spectrum: PowerSpectrum
  readonly #taper: Float64Array
  readonly #frame: Float64Array
  readonly #power: Float64Array

  constructor(params: FrameParams) {
    this.#spectrum = new PowerSpectrum(params.nFft)
    this.grid = new FrameGrid(params)
    this.nBands = octaveCount(params.nFft)
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
    let bin = 1
    for (let octave = 0; octave < this.nBands; octave += 1) {
      const end = octave === this.nBands - 1 ? this.#power.length : 2 * bin
      let sum = 0
      for (; bin < end; bin += 1) sum += this.#power[bin] as number
      columns[at + octave] = sum
      largest = Math.max(largest, sum)
    }
    return largest
  }
}
