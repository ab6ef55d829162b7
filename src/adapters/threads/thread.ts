import { parentPort, workerData } from 'node:worker_threads'
import { watchHeart } from '../../heart-watch.ts'
import { carry } from './carried-error.ts'
import { ListeningRoom } from './listening-room.ts'
import { GO, type Question, type Said, type ThreadSetting } from './protocol.ts'

// The whole program of a thread: questions in, answers out.

const port = parentPort
if (port === null) throw new Error('this file is the beginning of a worker thread')

const { engine, watch }: ThreadSetting = workerData
const room = new ListeningRoom(engine)
const say = (said: Said, given: readonly ArrayBufferLike[] = []): void =>
  port.postMessage(
    said,
    given.filter((memory) => memory instanceof ArrayBuffer),
  )

/** What a question handed over is handed back with its answer. */
function givenBack({ kind, asked }: Question): readonly ArrayBufferLike[] {
  if (kind === 'push') return [asked.chunk.y.buffer]
  return kind === 'scoreClip' ? [asked.clip.y.buffer] : []
}

port.on('message', (question: Question | typeof GO) => {
  if (question === GO) process.exit()
  const { id } = question
  room.answer(question).then(
    (answer) => say({ kind: 'answer', id, answer }, givenBack(question)),
    (error: unknown) => say({ kind: 'failure', id, error: carry(error) }),
  )
})
if (watch !== undefined) watchHeart(watch)
say({ kind: 'ready' })
