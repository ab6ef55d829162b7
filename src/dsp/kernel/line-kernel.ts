import { hann } from '../hann.ts'
import { N_FFTS } from './band-kernel.ts'
import { instantiateKernel, type KernelExports } from './kernel-module.ts'
import { turn, writeTransformTables } from './transform-tables.ts'

/** Parts that a frame is transformed in; the kernel computes bins up to half the length of one. */
const PARTS = 8
/** Parts that are transformed together: one in each lane. */
const LANES = 4

/** Whether the kernel can compute the bins below `end` of such a frame. */
export function areLinesForKernel(nFft: number, end: number): boolean {
  return N_FFTS.has(nFft / PARTS) && end <= nFft / PARTS / 2 + 1
}

/** The lowest bins of long tapered frames in WebAssembly: single precision. */
export class LineKernel {
  readonly #exports: KernelExports
  readonly #length: number
  readonly #first: number
  readonly #count: number
  readonly #samples: Float32Array
  readonly #powers: Float64Array

  /** Of bins `first .. end - 1`, such as {@link areLinesForKernel} accepts. */
  constructor(module: WebAssembly.Module, nFft: number, first: number, end: number) {
    const instance = instantiateKernel(module, 'LINES_END')
    const { exports, floats, doubles } = instance
    const partLength = nFft / PARTS
    writeTransformTables(instance, partLength)
    // Samples come tapered already; what is halved is what parting even and odd samples' spectra doubles.
    floats('WINDOW', partLength).fill(1 / 2)
    this.#exports = exports
    this.#length = partLength / 2
    this.#first = first
    this.#count = end - first
    floats('LINE_TAPER', nFft).set(hann(nFft))
    this.#samples = floats('LINE_SAMPLES', nFft)
    this.#powers = doubles('LINE_POWERS', this.#count)
    const turns = Array.from({ length: this.#count }, (_, i) => {
      const k = first + i
      const ofLanes = Array.from({ length: LANES }, (_, lane) => turn((lane * k) / nFft))
      return [
        ...turn(k / partLength),
        ...turn((LANES * k) / nFft),
        ...ofLanes.map(([re]) => re),
        ...ofLanes.map(([, im]) => im),
      ]
    }).flat()
    floats('LINE_TURNS', turns.length).set(turns)
  }

  /**
   * @param start - First sample of the frame; it lies wholly in `y`.
   * @returns A view that the next call changes.
   */
  powers(y: Float32Array, start: number): Float64Array {
    this.#samples.set(y.subarray(start, start + this.#samples.length))
    this.#exports.linePowers(this.#length, this.#first, this.#count)
    return this.#powers
  }
}
