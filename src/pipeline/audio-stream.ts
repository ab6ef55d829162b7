import type { Chunk } from '../audio/chunk.ts'
import type { PastSound } from '../audio/past-sound.ts'
import type { TakenSound } from '../audio/source-stream.ts'
import type { Indicators } from '../dsp/indicators.ts'
import type { Verdict } from '../model/verdict.ts'
import type { WindowScorer } from './window-scorer.ts'

/** What is found in a window: the model's verdict, and what an engineer trends. */
export interface Finding extends Verdict {
  readonly indicators: Indicators
}

/** A whole window that waits to be scored, wherever its samples lie. It is scored once, or dropped. */
export interface HeardWindow {
  /** @unit Unix epoch ms */
  readonly startMs: number
  readonly endMs: number
  /** @throws what the scorer throws. */
  score(): Promise<Finding>
  /** Let it go unscored. */
  drop(): void
}

export interface HeardChunk {
  /** Those that the chunk made whole, in order of time. */
  readonly windows: readonly HeardWindow[]
  readonly irregularities: readonly { readonly kind: string }[]
  /** What was taken of the chunk; left out when it was refused. */
  readonly taken?: TakenSound
  /** The chunk's samples, given back. */
  readonly y: Float32Array
}

/**
 * One source's sound on its way to windows, on this thread or on another. The scorer of each call is the one to cut
 * and to score by: one that cuts as the former did goes on with the stream, any other begins it anew. Calls are
 * obeyed in their order.
 */
export interface AudioStream {
  /**
   * @param chunk - Its samples are given away, and come back with the answer.
   * @throws an error of ours when the chunk cannot be used; the stream is then as if it had not come.
   */
  push(chunk: Chunk, scorer: WindowScorer): Promise<HeardChunk>
  /** Windows that only wait for the last bit of sound; asked for when a source pauses. */
  settle(scorer: WindowScorer): Promise<readonly HeardWindow[]>
  /** The last window's length of sound that was heard without a break; undefined while there is less. */
  latest(scorer: WindowScorer): Promise<HeardWindow | undefined>
  /** Nothing more will come. */
  close(): void
}

export type OpenStream = (source: string) => AudioStream

/**
 * The same, but of the sound that it was given it keeps nothing once that is in its windows. What it needs of it is
 * brought along:
 *
 * @param past - To `latest`: the newest window's length, up to what was pushed last; without it there is no window.
 *   To the others, where the scorer is another than before: as much; without it, or with less, the stream begins anew.
 */
export interface ForgetfulStream {
  push(chunk: Chunk, scorer: WindowScorer, past: PastSound | undefined): Promise<HeardChunk>
  settle(scorer: WindowScorer, past: PastSound | undefined): Promise<readonly HeardWindow[]>
  latest(scorer: WindowScorer, past: PastSound | undefined): Promise<HeardWindow | undefined>
  close(): void
}

export type OpenForgetful = (source: string) => ForgetfulStream
