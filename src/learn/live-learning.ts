import type { Chunk } from '../audio/chunk.ts'
import type { LearntNormal, NormalLearning } from './normal-learning.ts'

/** How a live source is to be learnt. */
export interface LiveLearning extends NormalLearning {
  readonly source: string
  /** Name of the session that is heard now. */
  readonly session: string
  /** Windows to learn from, and to try what was learnt on; they do not overlap. */
  readonly collectWindows: number
  readonly tryWindows: number
}

/** How far it has come. */
export interface LearningCounts {
  /** Windows to learn from. */
  readonly collected: number
  /** Of them, digital silence: not learnt from. */
  readonly silent: number
  /** Windows that what was learnt has been tried on, and those that it raised. */
  readonly tried: number
  readonly raised: number
  /** Why the most anomalous of those was raised. */
  readonly worst: string | null
}

/**
 * Learns one live source. Chunks that come after {@link fit} was called are what the new detector is tried on. Calls
 * are obeyed in their order.
 */
export interface LearningWork {
  /** @throws an error of ours when the chunk cannot be used; the others can be. */
  hear(chunk: Chunk): Promise<LearningCounts>
  /** Learn from what was heard. @throws {@link DatasetError} when that is too little. */
  fit(): Promise<LearntNormal>
  close(): Promise<void>
}
