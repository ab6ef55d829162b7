import type { BandFrames } from '../dsp/band-steps.ts'
import type { FrameGrid } from '../dsp/frame-grid.ts'
import type { Mfcc } from '../dsp/mfcc.ts'
import type { MfccSteps } from '../dsp/mfcc-steps.ts'
import type { MfccSpec } from './bundle.ts'

type Standardisation = NonNullable<MfccSpec['standardisation']>

/** Steps whose coefficients are standardised at once, so that those that windows have in common are so only once. */
export class StandardisedSteps implements MfccSteps {
  readonly grid: FrameGrid
  readonly nBands: number
  readonly nMfcc: number
  readonly topDb: number
  readonly #steps: MfccSteps
  readonly #standardisation: Standardisation

  constructor(steps: MfccSteps, standardisation: Standardisation) {
    const { grid, nBands, nMfcc, topDb } = steps
    this.grid = grid
    this.nBands = nBands
    this.nMfcc = nMfcc
    this.topDb = topDb
    this.#steps = steps
    this.#standardisation = standardisation
  }

  /** What zero becomes, for each coefficient. */
  get zeros(): Float32Array {
    const column = { data: new Float32Array(this.nMfcc), nFrames: 1 }
    this.#standardise(column, 0, 1)
    return column.data
  }

  writeColumns(y: Float32Array, start: number, count: number, out: BandFrames, at: number): void {
    this.#steps.writeColumns(y, start, count, out, at)
  }

  writeCepstra(columns: Float32Array, from: number, count: number, floorDb: number, out: Mfcc, at: number): void {
    this.#steps.writeCepstra(columns, from, count, floorDb, out, at)
    this.#standardise(out, at, count)
  }

  #standardise({ data, nFrames }: Mfcc, at: number, count: number): void {
    const { mean, std } = this.#standardisation
    for (let c = 0; c < this.nMfcc; c += 1) {
      const middle = mean[c] ?? 0
      const scale = std[c] ?? 1
      const first = c * nFrames + at
      for (let i = first; i < first + count; i += 1) data[i] = ((data[i] as number) - middle) / scale
    }
  }
}
