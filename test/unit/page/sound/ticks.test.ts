import { describe, expect, it } from 'vitest'
import { LEVEL_COLOURS } from '../../../../src/page/sound/colours.ts'
import { frequencyTicks } from '../../../../src/page/sound/frequency-ticks.ts'
import { timeTicks } from '../../../../src/page/sound/time-ticks.ts'

describe('the frequency axis', () => {
  it('names round frequencies at the middle of their bands', () => {
    const ticks = frequencyTicks([50, 100, 200, 500])
    expect(ticks.map(({ hz }) => hz)).toEqual([100, 200, 500])
    expect(ticks.map(({ place }) => place)).toEqual([1.5 / 4, 2.5 / 4, 3.5 / 4])
  })

  it('leaves out what would lie too close, and what the bands do not reach', () => {
    const bands = Array.from({ length: 64 }, (_, i) => 10 + i * 150)
    const places = frequencyTicks(bands).map(({ place }) => place)
    for (const [i, place] of places.slice(1).entries()) expect(place - (places[i] ?? 0)).toBeGreaterThanOrEqual(0.1)
    expect(frequencyTicks(bands).at(-1)?.hz).toBe(5_000)
    expect(frequencyTicks([])).toEqual([])
  })
})

describe('the time axis', () => {
  it.each([60_000, 600_000, 3_600_000, 86_400_000, 604_800_000])('has a few round times within %d ms', (span) => {
    const view = { fromMs: 1_795_638_426_490 - span, toMs: 1_795_638_426_490 }
    const ticks = timeTicks(view, 8)
    expect(ticks.length).toBeGreaterThan(2)
    expect(ticks.length).toBeLessThanOrEqual(9)
    for (const ms of ticks) {
      expect(ms % 1_000).toBe(0)
      expect(ms >= view.fromMs && ms <= view.toMs).toBe(true)
    }
  })
})

it('paints louder in brighter colours, all the way', () => {
  const brightness = Array.from({ length: 256 }, (_, level) => {
    const [red = 0, green = 0, blue = 0] = LEVEL_COLOURS.slice(level * 3, level * 3 + 3)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  })
  for (const [level, bright] of brightness.slice(1).entries())
    expect(bright).toBeGreaterThanOrEqual(brightness[level] ?? 0)
})
