import { framesWithin } from './band-steps.ts'
import type { LineSpectrum } from './line-spectrum.ts'
import type { SampleHistory } from './sample-history.ts'
import type { WindowStreamParams } from './window-stream.ts'

/** A window that is under way. */
interface Sum {
  /** Shape `[LineSpectrum.nBins]`. */
  readonly total: Float64Array
  /** Frames that are in it. */
  count: number
}

/**
 * The line spectra of windows of one stretch. A frame that several windows have in common is computed once: all of
 * them, where the windows' hop is a multiple of the frames'. Of a window only a sum is kept.
 */
export class LineTrack {
  readonly lookBack: number
  readonly #lines: LineSpectrum
  readonly #windows: WindowStreamParams
  readonly #nFrames: number
  /** By the window's start. */
  readonly #sums = new Map<number, Sum>()

  /** @param lines - May be shared; windows are no shorter than its frames. */
  constructor(lines: LineSpectrum, windows: WindowStreamParams) {
    this.lookBack = lines.nFft
    this.#lines = lines
    this.#windows = windows
    this.#nFrames = framesWithin(lines, windows.windowLength)
  }

  restart(): void {
    this.#sums.clear()
  }

  follow(history: SampleHistory, nextStart: number): void {
    const { nFft } = this.#lines
    for (let start = nextStart; start + nFft <= history.end; start += this.#windows.hopLength) {
      if (!this.#sums.has(start)) this.#sums.set(start, { total: new Float64Array(this.#lines.nBins), count: 0 })
    }
    for (;;) {
      const at = this.#earliest()
      if (at + nFft > history.end) return
      const powers = this.#lines.powers(history.view, at - history.start)
      for (const [start, sum] of this.#sums) if (this.#placeOf(start, sum) === at) add(sum, powers)
    }
  }

  /** @returns As {@link LineSpectrum.extract} gives of the window. */
  finish(history: SampleHistory, tail: Float32Array, windowStart: number): Float64Array {
    const sum = this.#sums.get(windowStart) ?? { total: new Float64Array(this.#lines.nBins), count: 0 }
    this.#sums.delete(windowStart)
    if (sum.count < this.#nFrames) {
      const y = history.viewWith(tail)
      while (sum.count < this.#nFrames) {
        add(sum, this.#lines.powers(y, windowStart + sum.count * this.#lines.hopLength - history.start))
      }
    }
    return this.#lines.fromTotal(sum.total, this.#nFrames)
  }

  /** Where the first frame begins that a window still needs. */
  #earliest(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const [start, sum] of this.#sums) earliest = Math.min(earliest, this.#placeOf(start, sum))
    return earliest
  }

  #placeOf(start: number, { count }: Sum): number {
    return count === this.#nFrames ? Number.POSITIVE_INFINITY : start + count * this.#lines.hopLength
  }
}

function add(sum: Sum, powers: Float64Array): void {
  for (let bin = 0; bin < powers.length; bin += 1) sum.total[bin] = (sum.total[bin] as number) + (powers[bin] as number)
  sum.count += 1
}
