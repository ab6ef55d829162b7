import { constants, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { expect, it } from 'vitest'
import { SoundGarbage } from '../../src/sound-garbage.ts'

const MEGABYTE = 1024 * 1024

// As src/launch.ts does.
setFlagsFromString('--expose-gc')

/** Collections that were asked for: others may come at any time. */
async function collectionsAfter(work: () => void): Promise<number> {
  let asked = 0
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if ('detail' in entry && isAskedFor(entry.detail)) asked += 1
  })
  observer.observe({ entryTypes: ['gc'] })
  work()
  for (let turn = 0; turn < 5; turn += 1) await nextTurn()
  observer.disconnect()
  return asked
}

function isAskedFor(detail: unknown): boolean {
  const { kind, flags }: Partial<Record<'kind' | 'flags', unknown>> = detail ?? {}
  if (kind !== constants.NODE_PERFORMANCE_GC_MINOR || typeof flags !== 'number') return false
  return (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0
}

it('has what recordings left behind collected once it is much, and no sooner', async () => {
  const garbage = new SoundGarbage()
  expect(await collectionsAfter(() => garbage.note(3 * MEGABYTE))).toBe(0)
  expect(await collectionsAfter(() => garbage.note(MEGABYTE))).toBe(1)
  expect(await collectionsAfter(() => garbage.note(3 * MEGABYTE))).toBe(0)
})
