import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { ThreadLife } from '../../../../src/adapters/threads/thread-life.ts'
import { ThreadPlace } from '../../../../src/adapters/threads/thread-place.ts'

const programOf = (first: string): URL => {
  const text = `
    import { parentPort } from 'node:worker_threads'
    parentPort.on('message', (question) => question === 'go' && process.exit())
    ${first}`
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`)
}
const MUTE = programOf('')
const SOUND = programOf("parentPort.postMessage({ kind: 'ready' })")

it('a thread that never says that it is ready is ended, and the next one takes over', async () => {
  const lost: string[] = []
  const programs = [MUTE, SOUND]
  const place = new ThreadPlace({
    begin: () => new ThreadLife(programs.shift() ?? SOUND, undefined),
    beginMs: 20,
    hangMs: 60_000,
    pauseMs: 1,
    onLost: ({ message }) => lost.push(message),
  })
  const first = place.thread()
  while (lost.length === 0) {
    await place.look()
    await turn()
  }
  await expect(first).rejects.toThrow('the thread that listens has ended')
  await expect(place.thread()).resolves.toMatchObject({ waiting: 0, silentMs: 0 })
  expect(lost).toHaveLength(1)
  await place.close()
})
