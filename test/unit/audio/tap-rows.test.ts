import { describe, expect, it } from 'vitest'
import { kaiserHalfWindow } from '../../../src/audio/kaiser-filter.ts'
import { TapRows, tapRowsFor } from '../../../src/audio/tap-rows.ts'

function row(rows: TapRows, phase: number): number[] {
  const start = rows.rowStart(phase)
  return Array.from(rows.taps.subarray(start, start + rows.length))
}

describe('TapRows', () => {
  it('mirrors the row of a phase in that of its complement when it makes more samples', () => {
    const rows = new TapRows({ filter: 'kaiser_fast', inputStep: 320, phases: 441 })
    const mirrored = row(rows, 441 - 100).reverse()
    row(rows, 100).forEach((tap, i) => {
      expect(tap).toBeCloseTo(mirrored[i] ?? Number.NaN, 14)
    })
  })

  it('has a gain of 1 in every phase, to the ripple of its table', () => {
    const rows = new TapRows({ filter: 'kaiser_fast@0.2', inputStep: 2, phases: 3 })
    for (const phase of [0, 1, 2]) {
      expect(row(rows, phase).reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(1, 2)
    }
  })

  it('steps through its table in whole entries, as resampy does', () => {
    // 48 kHz to 22 050 Hz: 512 * 147 / 320 = 235.2 entries per input sample become 235.
    const rows = new TapRows({ filter: 'kaiser_fast', inputStep: 320, phases: 147 })
    const window = kaiserHalfWindow('kaiser_fast')
    const leftWing = row(rows, 0).slice(0, rows.reach).reverse()
    expect(leftWing).toEqual(leftWing.map((_, i) => (window[235 * i] ?? Number.NaN) * (147 / 320)))
  })

  it('computes rows one by one where a bank of all would be too large, with the same taps', () => {
    // 44 056 Hz to 22 050 Hz: 11 025 phases; every 45th lies where a bank of 245 phases has one too.
    const direct = new TapRows({ filter: 'kaiser_fast', inputStep: 22_028, phases: 11_025 })
    expect(direct.taps).toHaveLength(direct.length)
    const bank = new TapRows({ filter: 'kaiser_fast', inputStep: 22_028 / 45, phases: 245 })
    expect(bank.taps).toHaveLength(245 * bank.length)
    for (const phase of [0, 1, 100, 244]) expect(row(direct, phase * 45)).toEqual(row(bank, phase))
  })
})

describe('tapRowsFor', () => {
  it('shares the rows of the same filter and ratio', () => {
    const params = { filter: 'kaiser_fast', inputStep: 2, phases: 1 } as const
    expect(tapRowsFor(params)).toBe(tapRowsFor({ ...params }))
  })

  it('keeps only the ratios last used, so that strange rates cannot fill the memory', () => {
    const params = { filter: 'kaiser_fast', inputStep: 2, phases: 1 } as const
    const first = tapRowsFor(params)
    for (let phases = 3; phases < 12; phases += 1) tapRowsFor({ filter: 'kaiser_fast', inputStep: 2, phases })
    expect(tapRowsFor(params)).not.toBe(first)
  })
})
