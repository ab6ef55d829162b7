import type { BandFrames, BandSteps } from './band-steps.ts'
import type { FrameGrid } from './frame-grid.ts'
import { LogMelColumns, type LogMelParams } from './log-mel.ts'

/** Log-mel columns in double precision; only what is kept of them is rounded to single. */
export class PlainLogMelSteps implements BandSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  readonly #columns: LogMelColumns
  readonly #column: Float64Array

  /** @throws {@link ParameterError} when a parameter is out of its range. */
  constructor(params: LogMelParams) {
    this.#columns = new LogMelColumns(params)
    this.grid = this.#columns.grid
    this.nBands = params.nMels
    this.#column = new Float64Array(params.nMels)
  }

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: BandFrames, at: number): void {
    for (let t = 0; t < count; t += 1) {
      maxima[at + t] = this.#columns.write(y, start + t * this.grid.hopLength, this.#column, 0)
      columns.set(this.#column, (at + t) * this.nBands)
    }
  }
}
