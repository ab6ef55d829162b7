import type { LearningWork, LiveLearning } from '../../learn/live-learning.ts'
import type { LearningQuestions } from './learning-protocol.ts'
import { ThreadLife } from './thread-life.ts'

const PROGRAM = new URL('./learning-thread.cjs', import.meta.url)

/**
 * Learn a live source on a thread of its own: a fit takes seconds, and neither brokers nor windows shall wait for it.
 *
 * @param program - The thread's program; the built one beside this file if not given.
 */
export function learnOnThread(learning: LiveLearning, program = PROGRAM): LearningWork {
  const thread = new ThreadLife<LearningQuestions>(program, learning, 'learns')
  return {
    hear: (chunk) => thread.ask('hear', { chunk }, chunk.y.buffer instanceof ArrayBuffer ? [chunk.y.buffer] : []),
    fit: () => thread.ask('fit', undefined),
    close: () => thread.kill(),
  }
}
