import { framesWithin } from './band-steps.ts'
import type { SampleHistory } from './sample-history.ts'
import type { WindowStreamParams } from './window-stream.ts'

/** From a frame of sound to numbers that are summed over frames. */
export interface FrameSpectrum {
  /** Samples of a frame. */
  readonly nFft: number
  /** From one frame to the next. @unit samples */
  readonly hopLength: number
  readonly nBins: number
  /**
   * @param start - First sample of the frame; it lies wholly in `y`.
   * @returns Shape `[nBins]`, a view that the next call may change.
   */
  powers(y: Float32Array, start: number): Float64Array
}

/** Sum over all frames that lie wholly in a clip, from its first sample on. */
export function sumOfFrames(spectrum: FrameSpectrum, y: Float32Array): Float64Array {
  const sum = { total: new Float64Array(spectrum.nBins), count: 0 }
  const nFrames = framesWithin(spectrum, y.length)
  while (sum.count < nFrames) add(sum, spectrum.powers(y, sum.count * spectrum.hopLength))
  return sum.total
}

/** A window that is under way. */
interface Sum {
  /** Shape `[nBins]`. */
  readonly total: Float64Array
  /** Frames that are in it. */
  count: number
}

/**
 * Sums of spectra over the frames of each window of one stretch. A frame that several windows have in common is computed once: all of
 * them, where the windows' hop is a multiple of the frames'. Of a window only a sum is kept.
 */
export class SumTrack {
  readonly lookBack: number
  readonly #spectrum: FrameSpectrum
  readonly #windows: WindowStreamParams
  readonly #nFrames: number
  /** By the window's start. */
  readonly #sums = new Map<number, Sum>()

  /** @param spectrum - May be shared; windows are no shorter than its frames. */
  constructor(spectrum: FrameSpectrum, windows: WindowStreamParams) {
    this.lookBack = spectrum.nFft
    this.#spectrum = spectrum
    this.#windows = windows
    this.#nFrames = framesWithin(spectrum, windows.windowLength)
  }

  restart(): void {
    this.#sums.clear()
  }

  follow(history: SampleHistory, nextStart: number): void {
    const { nFft } = this.#spectrum
    for (let start = nextStart; start + nFft <= history.end; start += this.#windows.hopLength) {
      if (!this.#sums.has(start)) this.#sums.set(start, { total: new Float64Array(this.#spectrum.nBins), count: 0 })
    }
    for (;;) {
      const at = this.#earliest()
      if (at + nFft > history.end) return
      const powers = this.#spectrum.powers(history.view, at - history.start)
      for (const [start, sum] of this.#sums) if (this.#placeOf(start, sum) === at) add(sum, powers)
    }
  }

  /** @returns The window's sum, which is the receiver's. */
  finish(history: SampleHistory, tail: Float32Array, windowStart: number): Float64Array {
    const sum = this.#sums.get(windowStart) ?? { total: new Float64Array(this.#spectrum.nBins), count: 0 }
    this.#sums.delete(windowStart)
    if (sum.count < this.#nFrames) {
      const y = history.viewWith(tail)
      while (sum.count < this.#nFrames) {
        add(sum, this.#spectrum.powers(y, windowStart + sum.count * this.#spectrum.hopLength - history.start))
      }
    }
    return sum.total
  }

  /** Where the first frame begins that a window still needs. */
  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const [start, sum] of this.#sums) earliest = Math.min(earliest, this.#placeOf(start, sum))
    return earliest
  }

  #placeOf(start: number, { count }: Sum): number {
    return count === this.#nFrames ? Number.POSITIVE_INFINITY : start + count * this.#spectrum.hopLength
  }
}

function add(sum: Sum, powers: Float64Array): void {
  for (let bin = 0; bin < powers.length; bin += 1) sum.total[bin] = (sum.total[bin] as number) + (powers[bin] as number)
  sum.count += 1
}
