import { expect, it } from 'vitest'
import { ThreadLife } from '../../../../src/adapters/threads/thread-life.ts'

interface Echo {
  echo: { asked: unknown; answer: unknown }
}

const PROGRAM = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', (question) => {
    if (question === 'go') process.exit()
    parentPort.postMessage({ kind: 'answer', id: question.id, answer: question.asked })
  })
  parentPort.postMessage({ kind: 'ready' })`

it('a question that cannot be handed over is refused, and not waited for', async () => {
  const thread = new ThreadLife<Echo>(new URL(`data:text/javascript,${encodeURIComponent(PROGRAM)}`), undefined)
  await thread.ready
  await expect(thread.ask('echo', () => 'no function can be')).rejects.toThrow('could not be cloned')
  expect([thread.waiting, thread.silentMs]).toEqual([0, 0])
  await expect(thread.ask('echo', 'hello')).resolves.toBe('hello')
  await thread.kill()
})
