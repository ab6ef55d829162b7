import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ChunkClock } from '../../../src/sim/chunk-clock.ts'

it('gives each chunk once it is complete, and not before', () => {
  const clock = new ChunkClock(1_000, 5_000)
  expect(clock.take(999.9)).toBeUndefined()
  expect(clock.waitMs(999.5)).toBe(0.5)
  expect(clock.take(1_000)).toEqual({ index: 0, startMs: 0 })
  expect(clock.take(1_000)).toBeUndefined()
  expect(clock.take(2_600)).toEqual({ index: 1, startMs: 1_000 })
  expect(clock.waitMs(2_600)).toBe(400)
})

it('leaves out the sound of a long sleep', () => {
  const clock = new ChunkClock(1_000, 5_000)
  clock.take(1_000)
  expect(clock.take(60_500)).toEqual({ index: 59, startMs: 59_000 })
  expect(clock.take(61_000)).toEqual({ index: 60, startMs: 60_000 })
})

it('does not drift: however late it is asked, chunks are counted from the start', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 900, noNaN: true }), { maxLength: 200 }), (delays) => {
      const clock = new ChunkClock(1_000, 5_000)
      let elapsedMs = 0
      delays.forEach((delay, k) => {
        elapsedMs += clock.waitMs(elapsedMs)
        elapsedMs = Math.max(elapsedMs, elapsedMs + delay)
        expect(clock.take(elapsedMs)).toEqual({ index: k, startMs: k * 1_000 })
      })
    }),
  )
})
