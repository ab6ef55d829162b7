import { describe, expect, it } from 'vitest'
import { sessionVariance } from '../../../src/learn/between-sessions.ts'

describe('sessionVariance', () => {
  it('is the variance of the sessions where nothing is averaged', () => {
    const variance = sessionVariance([Float64Array.of(0, 5), Float64Array.of(2, 5), Float64Array.of(4, 5)], 2, 0)
    expect([...variance]).toEqual([4, 0])
  })

  it('is averaged over neighbours, whose row it does not leave', () => {
    const variance = sessionVariance([new Float64Array(6), Float64Array.of(0, 6, 0, 0, 0, 0)], 3, 1)
    expect([...variance]).toEqual([6, 6, 6, 0, 0, 0])
    const atEdge = sessionVariance([new Float64Array(3), Float64Array.of(6, 0, 0)], 3, 1)
    expect([...atEdge]).toEqual([12, 6, 0])
  })
})
