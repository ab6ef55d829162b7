import { once } from 'node:events'
import { constants, PerformanceObserver } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { SoundGarbage } from '../../src/sound-garbage.ts'

const MEGABYTE = 1024 * 1024

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
  expect(await collectionsAfter(() => garbage.note(1.5 * MEGABYTE))).toBe(0)
  expect(await collectionsAfter(() => garbage.note(0.5 * MEGABYTE))).toBe(1)
  expect(await collectionsAfter(() => garbage.note(1.5 * MEGABYTE))).toBe(0)
})

it('does without where another thread takes the flag away meanwhile, and does it the next time', async () => {
  const program = new URL('../../dist/sound-garbage.js', import.meta.url).href
  const text = `
    import { setImmediate as nextTurn } from 'node:timers/promises'
    import { SoundGarbage } from '${program}'
    const garbage = new SoundGarbage()
    for (let i = 0; i < 200; i += 1) { garbage.note(${2 * MEGABYTE}); await nextTurn() }`
  const threads = Array.from(
    { length: 4 },
    () => new Worker(new URL(`data:text/javascript,${encodeURIComponent(text)}`)),
  )
  const ends = await Promise.all(threads.map((thread) => once(thread, 'exit')))
  expect(ends).toEqual([[0], [0], [0], [0]])
})
