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
  /** Sessions that were learnt before and count too, as `packSound` made them; without them only this one does. */
  readonly former?: { readonly sessions: readonly string[]; readonly sound: Uint8Array } | undefined
}

/** What was learnt, and what is kept of the sessions so that a further one can be added. */
export interface LearntLive extends LearntNormal {
  readonly sound: Uint8Array
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
  /** Learn from what was heard. @throws {@link DatasetError} when that is too little, or the former cannot be used. */
  fit(): Promise<LearntLive>
  close(): Promise<void>
}
