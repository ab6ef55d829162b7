import { describe, expect, it } from 'vitest'
import { MelFilterBank, type MelParams } from '../../../src/dsp/mel-filter-bank.ts'
import { ParameterError } from '../../../src/errors.ts'

const params: MelParams = { sampleRateHz: 22_050, nFft: 2048, nMels: 128, fMinHz: 0, fMaxHz: 11_025 }

/** Band powers of a spectrum that is `value(k)` in bin `k`. */
function bandsOf(p: MelParams, value: (bin: number) => number): Float64Array {
  const out = new Float64Array(p.nMels)
  const power = Float64Array.from({ length: 1 + p.nFft / 2 }, (_, k) => value(k))
  new MelFilterBank(p).apply(power, out, 0)
  return out
}

describe('MelFilterBank', () => {
  it("has the weights of librosa's first band", () => {
    // numpy, by the formula of librosa.filters.mel(sr=22050, n_fft=2048).
    const reference = [0, 0.01618285, 0.03236571, 0.02899009, 0.01280723, 0]
    const weights = reference.map((_, bin) => bandsOf(params, (k) => (k === bin ? 1 : 0))[0])
    weights.forEach((weight, bin) => {
      expect(weight).toBeCloseTo(reference[bin] ?? Number.NaN, 8)
    })
  })

  it('weighs a flat spectrum alike in every band: each filter has area 1', () => {
    const binHz = 22_050 / 2048
    for (const power of bandsOf(params, () => binHz)) expect(power).toBeCloseTo(1, 1)
    // numpy, sums of the rows of librosa's matrix.
    const sums = bandsOf(params, () => 1)
    expect([sums[0], sums[64], sums[127]].map((sum) => sum?.toFixed(8))).toEqual([
      '0.09034588',
      '0.09280049',
      '0.09286924',
    ])
  })

  it('hears nothing outside its span', () => {
    const narrow = { ...params, nMels: 20, fMinHz: 500, fMaxHz: 4000 }
    const binHz = 22_050 / 2048
    const outside = bandsOf(narrow, (k) => (k * binHz <= 500 || k * binHz >= 4000 ? 1 : 0))
    expect([...outside]).toEqual(new Array(20).fill(0))
    expect(bandsOf(narrow, () => 1).every((power) => power > 0)).toBe(true)
  })

  it('leaves a band that is narrower than a bin and meets none at 0', () => {
    expect(bandsOf({ ...params, nFft: 256 }, () => 1)[1]).toBe(0)
  })

  it('writes to the place it is given', () => {
    const out = new Float64Array(6).fill(7)
    new MelFilterBank({ ...params, nMels: 4 }).apply(new Float64Array(1025), out, 1)
    expect([...out]).toEqual([7, 0, 0, 0, 0, 7])
  })

  it.each([
    { nMels: 0 },
    { nMels: 1.5 },
    { fMinHz: -1 },
    { fMinHz: 11_025 },
    { fMaxHz: 11_026 },
    { fMaxHz: Number.NaN },
  ])('refuses %o', (wrong) => {
    expect(() => new MelFilterBank({ ...params, ...wrong })).toThrow(ParameterError)
  })
})
