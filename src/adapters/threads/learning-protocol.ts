import type { Chunk } from '../../audio/chunk.ts'
import type { LearningCounts, LearntLive } from '../../learn/live-learning.ts'

/** What the thread of a learning can be asked, and what it answers. Questions are taken up in their order. */
export interface LearningQuestions {
  hear: { asked: { readonly chunk: Chunk }; answer: LearningCounts }
  fit: { asked: undefined; answer: LearntLive }
}

export type LearningQuestion = {
  [K in keyof LearningQuestions]: {
    readonly id: number
    readonly kind: K
    readonly asked: LearningQuestions[K]['asked']
  }
}[keyof LearningQuestions]
