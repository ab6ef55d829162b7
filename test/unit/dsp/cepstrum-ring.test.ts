import { beforeEach, describe, expect, it } from 'vitest'
import { allocateFrames, type BandFrames } from '../../../src/dsp/band-steps.ts'
import { CepstrumRing } from '../../../src/dsp/cepstrum-ring.ts'
import { FrameGrid } from '../../../src/dsp/frame-grid.ts'
import type { Mfcc } from '../../../src/dsp/mfcc.ts'
import type { MfccSteps } from '../../../src/dsp/mfcc-steps.ts'

/** Frames of two samples, which are their bands too; the one coefficient is the sum of what is left of them. */
class SumSteps implements MfccSteps {
  readonly grid = new FrameGrid({ nFft: 2, hopLength: 2, padMode: 'constant' })
  readonly nBands = 2
  readonly nMfcc = 1
  readonly topDb = 80
  transformed = 0

  writeColumns(y: Float32Array, start: number, count: number, { columns, maxima }: BandFrames, at: number): void {
    columns.set(y.subarray(start, start + 2 * count), 2 * at)
    for (let t = at; t < at + count; t += 1) maxima[t] = Math.max(...columns.subarray(2 * t, 2 * t + 2))
  }

  writeCepstra(columns: Float32Array, from: number, count: number, floorDb: number, out: Mfcc, at: number): void {
    this.transformed += count
    for (let t = 0; t < count; t += 1) {
      const [a = 0, b = 0] = columns.subarray(2 * (from + t))
      out.data[at + t] = Math.max(a, floorDb) + Math.max(b, floorDb)
    }
  }
}

describe('a ring of coefficients', () => {
  let steps: SumSteps
  let ring: CepstrumRing
  beforeEach(() => {
    steps = new SumSteps()
    ring = new CepstrumRing(steps, 4)
  })

  function hear(...columns: readonly [number, number][]): void {
    ring.compute(Float32Array.from(columns.flat()), 0, columns.length)
  }

  /** Coefficients of frames `first .. end - 1`, and how many columns were transformed for them. */
  function ask(first: number, end: number, floorDb: number): [coefficients: number[], transformed: number] {
    const out = { data: new Float32Array(end - first), nFrames: end - first }
    const before = steps.transformed
    ring.writeCepstra(first, end, floorDb, out, 0)
    return [[...out.data], steps.transformed - before]
  }

  it('transforms a column once, as long as nothing of it lies below the floor', () => {
    hear([10, 20], [30, 40], [50, 60])
    expect(ask(0, 3, 0)).toEqual([[30, 70, 110], 3])
    expect(ask(0, 3, 5)).toEqual([[30, 70, 110], 0])
    expect(ask(1, 3, 10)).toEqual([[70, 110], 0])
  })

  it('transforms anew what another floor clips otherwise, and only that', () => {
    hear([10, 20], [30, 40], [50, 60])
    ask(0, 3, 0)
    expect(ask(0, 3, 15)).toEqual([[35, 70, 110], 1])
    expect(ask(0, 3, 15)).toEqual([[35, 70, 110], 0])
    expect(ask(0, 3, 35)).toEqual([[70, 75, 110], 2])
    expect(ask(0, 3, 0)).toEqual([[30, 70, 110], 2])
  })

  it('transforms what has taken the place of a former column', () => {
    hear([1, 1], [2, 2], [3, 3], [4, 4])
    ask(0, 4, 0)
    hear([5, 5], [6, 6])
    expect(ask(2, 6, 0)).toEqual([[6, 8, 10, 12], 2])
    const frames = allocateFrames(4, 2)
    ring.copyMaxima(2, 6, frames.maxima, 0)
    expect([...frames.maxima]).toEqual([3, 4, 5, 6])
  })

  it('knows nothing of a stretch before', () => {
    hear([1, 1], [2, 2])
    ask(0, 2, 0)
    ring.restart(0)
    hear([7, 7])
    expect(ask(0, 1, 0)).toEqual([[14], 1])
  })
})
