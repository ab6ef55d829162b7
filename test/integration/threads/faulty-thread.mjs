// The real program of a thread, which ends or hangs when it hears of a source of that name.
import { parentPort } from 'node:worker_threads'

parentPort.on('message', ({ kind, asked }) => {
  if (kind !== 'push') return
  if (asked.source === 'ends') process.exit(3)
  if (asked.source === 'throws') throw new Error('not a sound that I know')
  if (asked.source === 'hangs') while (performance.now() > 0);
})
await import('../../../dist/adapters/threads/thread.cjs')
