import { expect, it } from 'vitest'
import { outlineOf } from '../../../src/audio/outline.ts'
import { noise } from '../../signals.ts'

it('loses no peak, wherever it is', () => {
  const y = noise(9_999, 3)
  y[7_777] = 1
  y[0] = -1
  const { samplesPerColumn, lowest, highest } = outlineOf(y, 100)
  expect(samplesPerColumn).toBe(100)
  expect(highest).toHaveLength(100)
  expect(highest[77]).toBe(1)
  expect(lowest[0]).toBe(-1)
  for (let column = 0; column < 100; column++) {
    const stretch = y.subarray(100 * column, 100 * (column + 1))
    expect([lowest[column], highest[column]]).toEqual([Math.min(...stretch), Math.max(...stretch)])
  }
})

it('has a column for each sample of a clip with few', () => {
  const y = Float32Array.of(0.5, -0.25, 0)
  expect(outlineOf(y, 100)).toEqual({ samplesPerColumn: 1, lowest: y, highest: y })
})

it('is empty for no samples', () => {
  expect(outlineOf(new Float32Array(0), 100).lowest).toHaveLength(0)
})
