import { describe, expect, it } from 'vitest'
import { SoundMemory } from '../../../../src/pipeline/sound/sound-memory.ts'
import { type SoundAsTaken, toInt16 } from '../../../../src/pipeline/sound/sound-piece.ts'

const RATE = 1_000

/** Samples of 16 bits that count up from `first`, one a millisecond from there on. */
function piece(first: number, n: number, isContinued = true, startMs = first): SoundAsTaken {
  const y = Float32Array.from({ length: n }, (_, i) => (first + i) / 32_768)
  return { source: 'fan-1', y, sampleRateHz: RATE, startMs, isContinued }
}

const counted = (first: number, n: number): number[] => Array.from({ length: n }, (_, i) => first + i)

describe('what a source sounded like', () => {
  it.each([1, 7, 100, 999, 1_000, 2_500])('keeps exactly the last second of chunks of %d samples', (n) => {
    const memory = new SoundMemory(1)
    for (let at = 0; at < 5_000; at += n) memory.heard(piece(at, n, at > 0))
    const total = n * Math.ceil(5_000 / n)
    const last = memory.last('fan-1')
    expect(last?.startMs).toBe(total - 1_000)
    expect(Array.from(last?.y ?? [])).toEqual(counted(total - 1_000, 1_000))
  })

  it('begins anew after a gap, and says where the sound broke off', () => {
    const memory = new SoundMemory(1)
    memory.heard(piece(0, 500, false))
    memory.heard(piece(700, 100, false))
    expect(Array.from(memory.last('fan-1')?.y ?? [])).toEqual(counted(700, 100))
    expect(memory.breaks('fan-1')).toEqual([{ startMs: 500, endMs: 700 }])
  })

  it('begins anew at another rate', () => {
    const memory = new SoundMemory(1)
    memory.heard(piece(0, 500, false))
    memory.heard({ ...piece(500, 100, false), sampleRateHz: 2_000 })
    expect(memory.last('fan-1')).toMatchObject({ sampleRateHz: 2_000, y: { length: 100 } })
  })

  it('keeps more than can be heard afterwards where a stream needs it, as it was taken', () => {
    const memory = new SoundMemory(1)
    for (let at = 0; at < 5_000; at += 70) memory.heard(piece(at, 70, at > 0), 1_500)
    const past = memory.past('fan-1')
    expect(past).toMatchObject({ sampleRateHz: RATE, end: 5_040 })
    expect(past?.y).toEqual(Int16Array.from(counted(5_040 - 1_500, 1_500)))
    expect(memory.last('fan-1')).toMatchObject({ startMs: 4_040, y: Int16Array.from(counted(4_040, 1_000)) })
  })

  it.each(['a half step', 'more than full scale'])('loses nothing of %s, which 16 bits do not hold', (what) => {
    const memory = new SoundMemory(1)
    const odd = what === 'a half step' ? 0.5 / 32_768 : 1.5
    const taken = Float32Array.from(counted(0, 900), (x) => (x === 777 ? odd : x / 32_768))
    for (let at = 0; at < 900; at += 100) memory.heard({ ...piece(at, 100, at > 0), y: taken.slice(at, at + 100) }, 500)
    expect(memory.past('fan-1')?.y).toEqual(taken)
    expect(memory.last('fan-1')?.y).toEqual(toInt16(taken))
  })

  it('tells of the present stretch only', () => {
    const memory = new SoundMemory(1)
    memory.heard(piece(0, 500, false))
    memory.heard(piece(900, 30, false))
    expect(memory.past('fan-1')).toEqual({ y: Int16Array.from(counted(900, 30)), sampleRateHz: RATE, end: 30 })
    expect(memory.past('fan-2')).toBeUndefined()
  })

  it('keeps a bounded number of breaks', () => {
    const memory = new SoundMemory(1)
    for (let i = 0; i < 1_000; i++) memory.heard(piece(0, 10, false, 1_000 * i))
    expect(memory.breaks('fan-1')).toHaveLength(400)
    expect(memory.breaks('fan-1').at(-1)?.endMs).toBe(999_000)
  })

  it('lets others hear it from the next piece on, until they leave', () => {
    const memory = new SoundMemory(1)
    const heard: number[] = []
    expect(memory.observe('fan-1', () => undefined)).toBeUndefined()
    memory.heard(piece(0, 10, false))
    const leave = memory.observe('fan-1', ({ startMs }) => heard.push(startMs))
    memory.heard(piece(10, 10))
    leave?.()
    memory.heard(piece(20, 10))
    expect(heard).toEqual([10])
  })

  it('forgets a source that is no longer followed', () => {
    const memory = new SoundMemory(1)
    memory.heard(piece(0, 10, false))
    memory.closed('fan-1')
    expect(memory.last('fan-1')).toBeUndefined()
    expect(memory.breaks('fan-1')).toEqual([])
  })

  it('is still heard by who listened, when a forgotten source returns', () => {
    const memory = new SoundMemory(1)
    const heard: number[] = []
    memory.heard(piece(0, 10, false))
    const leave = memory.observe('fan-1', ({ startMs }) => heard.push(startMs))
    memory.closed('fan-1')
    expect(memory.observe('fan-1', () => undefined)).toBeUndefined()
    memory.heard(piece(900, 10, false))
    leave?.()
    memory.heard(piece(910, 10))
    expect(heard).toEqual([900])
  })
})
