import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LogMelColumns, type LogMelParams } from '../../../src/dsp/log-mel.ts'
import { AudioError } from '../../../src/errors.ts'
import { noise, tone } from '../../signals.ts'

const params: LogMelParams = {
  sampleRateHz: 8_000,
  nFft: 256,
  hopLength: 64,
  padMode: 'reflect',
  nMels: 16,
  fMinHz: 0,
  fMaxHz: 4_000,
}
const columns = new LogMelColumns(params)

function allColumns(y: Float32Array): { db: Float64Array; maximum: number } {
  const db = new Float64Array(columns.grid.count(y.length) * params.nMels)
  return { maximum: columns.writeAll(y, db), db }
}

describe('LogMelColumns', () => {
  it('gives -100 dB for silence', () => {
    const { db, maximum } = allColumns(new Float32Array(1000))
    expect(maximum).toBe(-100)
    expect(new Set(db)).toEqual(new Set([-100]))
  })

  it('answers ten times the amplitude with 20 dB more', () => {
    const y = noise(1000, 1)
    const quiet = allColumns(y.map((sample) => sample / 10)).db
    allColumns(y).db.forEach((db, i) => {
      expect(db - (quiet[i] ?? Number.NaN)).toBeCloseTo(20, 4)
    })
  })

  it('is loudest in the band that holds the tone', () => {
    const { db } = allColumns(tone(2000, { hz: 3_700, sampleRateHz: 8_000 }))
    const column = db.subarray(10 * 16, 11 * 16)
    expect(column.indexOf(Math.max(...column))).toBe(15)
  })

  it('returns the maximum of what it wrote', () => {
    const { db, maximum } = allColumns(noise(3000, 4))
    expect(maximum).toBe(Math.max(...db))
    const column = new Float64Array(params.nMels)
    expect(columns.write(noise(3000, 4), 0, column, 0)).toBe(Math.max(...column))
  })

  it('gives the same column wherever its samples stand, so that a stream may keep it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 500 }), (start, cut) => {
        const y = noise(2000 + params.nFft, 9)
        const from = Math.min(cut, start)
        const here = new Float64Array(params.nMels)
        const there = new Float64Array(params.nMels)
        columns.write(y, start, here, 0)
        columns.write(y.subarray(from), start - from, there, 0)
        expect(there).toEqual(here)
      }),
      { seed: 3, numRuns: 50 },
    )
  })

  it('refuses a clip that cannot be padded', () => {
    expect(() => allColumns(noise(128, 1))).toThrow(AudioError)
  })
})
