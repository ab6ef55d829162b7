import { expect, it } from 'vitest'
import { type SoakPlan, type SoakReport, soak } from './soak.ts'

/** `SOAK=1` runs the whole of it, and says what it found: `npm run soak`. */
const isWhole = 'SOAK' in process.env
const PLAN: SoakPlan = isWhole
  ? { sources: 50, minutes: 30, speed: 7, kills: 10 }
  : { sources: 10, minutes: 2.5, speed: 12, kills: 2 }
/** Until then caches fill and code is compiled. @unit s */
const WARM_UP_SECONDS = 60

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Means over a quarter of a minute, after the warm-up: a collector of garbage works in waves. */
function levelsOf(residentMb: readonly number[]): number[] {
  const warm = residentMb.slice(WARM_UP_SECONDS)
  const quarters = Array.from({ length: Math.floor(warm.length / 15) }, (_, i) => warm.slice(15 * i, 15 * (i + 1)))
  return quarters.map((quarter) => quarter.reduce((sum, value) => sum + value, 0) / quarter.length)
}

function tell({ realSeconds, episodes, accepted, arrived, residentMb, inferMs, counts }: SoakReport): void {
  const more = ({ length }: readonly string[], ids: readonly string[]) => length - new Set(ids).size
  const levels = levelsOf(residentMb)
  console.info(
    [
      `${PLAN.minutes} minutes of ${PLAN.sources} sources in ${realSeconds.toFixed(0)} s, hub and broker killed ${PLAN.kills} times each`,
      `${episodes} episodes, ${accepted.length} alarm events accepted`,
      `hub: ${arrived.hub.length} arrived, ${more(arrived.hub, arrived.hub)} of them once more`,
      `broker: ${arrived.mqtt.length} arrived, ${more(arrived.mqtt, arrived.mqtt)} of them once more`,
      `windows: ${counts.windowsScored} scored, ${counts.windowsDropped} dropped; chunks dropped: ${counts.chunksDropped}`,
      `infer: median ${median(inferMs).toFixed(0)} ms, longest ${Math.max(...inferMs).toFixed(0)} ms of ${inferMs.length}`,
      `resident memory, means of 15 s after the first minute: ${levels.map((level) => level.toFixed(0)).join(' ')} MB`,
    ].join('\n'),
  )
}

/** What came first of each source, in order. */
function statesBySource(ids: readonly string[]): Map<string, string[]> {
  const states = new Map<string, string[]>()
  for (const id of new Set(ids)) {
    const [source = '', state = ''] = id.split(':')
    states.set(source, [...(states.get(source) ?? []), state])
  }
  return states
}

it('no alarm is lost while hub and broker are killed again and again, and memory stays flat', {
  timeout: 480_000,
}, async () => {
  const report = await soak(PLAN)
  tell(report)
  const { accepted, arrived, episodes, counts, residentMb } = report
  for (const ids of [arrived.hub, arrived.mqtt]) {
    expect(accepted.filter((id) => !ids.includes(id))).toEqual([])
    expect(new Set(ids).size).toBe(2 * episodes)
    for (const states of statesBySource(ids).values()) {
      expect(states).toEqual(states.map((_, i) => (i % 2 === 0 ? 'raised' : 'cleared')))
    }
  }
  expect(counts).toMatchObject({ eventsDropped: 0, chunksDropped: 0 })
  const levels = levelsOf(residentMb)
  if (isWhole) {
    const middle = (Math.min(...levels) + Math.max(...levels)) / 2
    expect(Math.max(...levels)).toBeLessThanOrEqual(1.1 * middle)
  }
})
