import { parentPort, workerData } from 'node:worker_threads'
import { LiveLearner } from '../../learn/live-learner.ts'
import type { LiveLearning } from '../../learn/live-learning.ts'
import { carry } from './carried-error.ts'
import type { LearningQuestion, LearningQuestions } from './learning-protocol.ts'
import { GO, type Said } from './protocol.ts'

// The whole program of the thread that learns one source.

const port = parentPort
if (port === null) throw new Error('this file is the beginning of a worker thread')

const learning: LiveLearning = workerData
const learner = new LiveLearner(learning)
const say = (said: Said<LearningQuestions>): void => port.postMessage(said)

port.on('message', (question: LearningQuestion | typeof GO) => {
  if (question === GO) process.exit()
  void answer(question)
})
say({ kind: 'ready' })

async function answer({ id, kind, asked }: LearningQuestion): Promise<void> {
  try {
    say({ kind: 'answer', id, answer: kind === 'hear' ? await learner.hear(asked.chunk) : await learner.fit() })
  } catch (error) {
    say({ kind: 'failure', id, error: carry(error) })
  }
}
