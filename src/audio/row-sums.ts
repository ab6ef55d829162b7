import { isBankForKernel, ResampleKernel } from '../dsp/kernel/resample-kernel.ts'
import type { TapRows } from './tap-rows.ts'

/** Computes output samples as weighted sums of input samples. */
export interface RowSums {
  /** Inputs needed on each side of an output's position. */
  readonly reach: number
  /**
   * Fill `out`. Each sample's value is the same whichever others are computed with it.
   *
   * @param x - Input with all that the outputs need.
   * @param position - The first output lies at `position + phase / phases` of `x`.
   */
  write(x: Float32Array, position: number, phase: number, out: Float32Array): void
}

/** In double precision: the reference, and the way for rates with too many phases for a bank. */
class PlainRowSums implements RowSums {
  readonly reach: number
  readonly #rows: TapRows

  constructor(rows: TapRows) {
    this.reach = rows.reach
    this.#rows = rows
  }

  write(x: Float32Array, firstPosition: number, firstPhase: number, out: Float32Array): void {
    const { taps, length, reach, inputStep, phases } = this.#rows
    const wholeStep = Math.floor(inputStep / phases)
    const phaseStep = inputStep % phases
    let position = firstPosition
    let phase = firstPhase
    for (let t = 0; t < out.length; t += 1) {
      out[t] = dot(taps, this.#rows.rowStart(phase), x, position - reach + 1, length)
      position += wholeStep
      phase += phaseStep
      if (phase >= phases) {
        phase -= phases
        position += 1
      }
    }
  }
}

/** Sum of `a[i] * b[i]` over `n` (even) places, in two chains that the processor can run side by side. */
function dot(a: Float64Array, aStart: number, b: Float32Array, bStart: number, n: number): number {
  let even = 0
  let odd = 0
  for (let i = 0; i < n; i += 2) {
    even += (a[aStart + i] as number) * (b[bStart + i] as number)
    odd += (a[aStart + i + 1] as number) * (b[bStart + i + 1] as number)
  }
  return even + odd
}

/** Kernels live as long as the rows that they were made of, and are shared as these are. */
const kernels = new WeakMap<TapRows, RowSums>()

/** The fast sums where there is a kernel and the rows fit it, else the plain ones. */
export function rowSumsFor(rows: TapRows, kernel: WebAssembly.Module | null): RowSums {
  if (kernel === null || !rows.isBank || !isBankForKernel(rows)) return new PlainRowSums(rows)
  const sums = kernels.get(rows) ?? new ResampleKernel(kernel, rows)
  kernels.set(rows, sums)
  return sums
}
