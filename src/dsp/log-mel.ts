import { FrameGrid, type FrameParams } from './frame-grid.ts'
import { hann } from './hann.ts'
import { MelFilterBank, type MelParams } from './mel-filter-bank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

export interface LogMelParams extends FrameParams, MelParams {}

/** Powers below this count as this: -100 dB. librosa's `amin`. */
const LEAST_POWER = 1e-10

/**
 * From one frame of sound to one column of log-mel powers, not clipped.
 *
 * A column depends on its frame alone, so columns may be computed once and kept
 * while a window slides; what depends on the whole window (clipping below its
 * maximum) comes later. Scratch memory belongs to the instance: one at a time,
 * no allocation per frame.
 */
export class LogMelColumns {
  readonly grid: FrameGrid
  readonly nMels: number
  readonly #taper: Float64Array
  readonly #frame: Float64Array
  readonly #spectrum: PowerSpectrum
  readonly #power: Float64Array
  readonly #bank: MelFilterBank

  /** @throws {@link ParameterError} when a parameter is out of its range, or `nFft` no power of two. */
  constructor(params: LogMelParams) {
    this.grid = new FrameGrid(params)
    this.#spectrum = new PowerSpectrum(params.nFft)
    this.#bank = new MelFilterBank(params)
    this.nMels = params.nMels
    this.#taper = hann(params.nFft)
    this.#frame = new Float64Array(params.nFft)
    this.#power = new Float64Array(this.#spectrum.nBins)
  }

  /**
   * The column of the frame that starts at sample `start`.
   *
   * @param y - Signal, shape `[n]`; what the frame lacks at its edges is padded.
   * @param start - `grid.start(t)` for frame `t` of a clip; any sample for a stream.
   * @param out - Receives `nMels` values in dB, `>= -100`, from index `at`.
   * @returns The column's maximum, in dB.
   */
  write(y: Float32Array, start: number, out: Float64Array, at: number): number {
    this.grid.read(y, start, this.#taper, this.#frame)
    this.#spectrum.compute(this.#frame, this.#power)
    this.#bank.apply(this.#power, out, at)
    let maximum = Number.NEGATIVE_INFINITY
    for (let i = at; i < at + this.nMels; i += 1) {
      const db = 10 * Math.log10(Math.max(LEAST_POWER, out[i] as number))
      out[i] = db
      maximum = Math.max(maximum, db)
    }
    return maximum
  }

  /**
   * The columns of a whole clip, one after the other.
   *
   * @param y - Clip, shape `[n]`.
   * @param out - Receives `grid.count(n)` columns of `nMels` values in dB.
   * @returns The clip's maximum, in dB.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
   */
  writeAll(y: Float32Array, out: Float64Array): number {
    this.grid.assertPaddable(y.length)
    const nFrames = this.grid.count(y.length)
    let maximum = Number.NEGATIVE_INFINITY
    for (let t = 0; t < nFrames; t += 1) {
      maximum = Math.max(maximum, this.write(y, this.grid.start(t), out, t * this.nMels))
    }
    return maximum
  }
}
