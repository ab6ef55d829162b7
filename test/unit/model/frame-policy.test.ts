import { describe, expect, it } from 'vitest'
import { BundleError } from '../../../src/errors.ts'
import { assertReachable, fitFrames } from '../../../src/model/frame-policy.ts'

/** One row of `nFrames` columns 1, 2, 3, … and one of their negatives. */
function columns(nFrames: number) {
  const row = Array.from({ length: nFrames }, (_, t) => t + 1)
  return { data: Float32Array.from([...row, ...row.map((value) => -value)]), nFrames }
}

const repeat = { count: 7, padColumns: 2, extend: 'repeat-tail', minimum: 2 } as const
const zeros = { ...repeat, extend: 'zeros' } as const

function firstRow(nFrames: number, policy: typeof repeat | typeof zeros): number[] {
  const fitted = Array.from(fitFrames(columns(nFrames), policy))
  expect(fitted.slice(7).map((value) => (value === 0 ? 0 : -value))).toEqual(fitted.slice(0, 7))
  return fitted.slice(0, 7)
}

describe('fitFrames', () => {
  it.each([
    { nFrames: 5, fitted: [1, 2, 3, 4, 5, 0, 0] },
    { nFrames: 6, fitted: [1, 2, 3, 4, 5, 6, 0] },
    { nFrames: 7, fitted: [1, 2, 3, 4, 5, 6, 7] },
    { nFrames: 9, fitted: [1, 2, 3, 4, 5, 6, 7] },
  ])('appends zero columns and cuts $nFrames frames at the end', ({ nFrames, fitted }) => {
    expect(firstRow(nFrames, repeat)).toEqual(fitted)
    expect(firstRow(nFrames, zeros)).toEqual(fitted)
  })

  it.each([
    { nFrames: 4, fitted: [1, 2, 3, 4, 0, 0, 0] },
    { nFrames: 3, fitted: [1, 2, 3, 0, 0, 0, 0] },
    { nFrames: 2, fitted: [1, 2, 0, 0, 2, 0, 0] },
  ])('repeats the last columns of $nFrames frames once, zeros included', ({ nFrames, fitted }) => {
    // numpy: m = pad(m, 2); append(m, m[:, -(7 - m.shape[1]):], axis=1)
    expect(firstRow(nFrames, repeat)).toEqual(fitted)
  })

  it('extends by zeros', () => {
    expect(firstRow(2, zeros)).toEqual([1, 2, 0, 0, 0, 0, 0])
  })
})

describe('assertReachable', () => {
  it('takes a policy whose shortest clip, repeated once, fills the input', () => {
    expect(() => assertReachable(repeat)).not.toThrow()
    expect(() => assertReachable({ count: 433, padColumns: 2, extend: 'repeat-tail', minimum: 215 })).not.toThrow()
    expect(() => assertReachable({ ...zeros, minimum: 1 })).not.toThrow()
  })

  it('refuses one whose shortest clip does not', () => {
    expect(() => assertReachable({ count: 433, padColumns: 2, extend: 'repeat-tail', minimum: 214 })).toThrow(
      BundleError,
    )
  })
})
