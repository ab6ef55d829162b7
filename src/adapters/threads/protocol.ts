import type { Chunk } from '../../audio/chunk.ts'
import type { Clip } from '../../audio/clip.ts'
import type { PastSound } from '../../audio/past-sound.ts'
import type { ErrorCode, ErrorContext } from '../../errors.ts'
import type { WatchOrder } from '../../heart-watch.ts'
import type { BundleContents } from '../../model/bundle-contents.ts'
import type { EngineOptions } from '../../model/engine.ts'
import type { Examination } from '../../model/feature-picture.ts'
import type { Scorer } from '../../model/scoring.ts'
import type { Verdict } from '../../model/verdict.ts'
import type { Finding, HeardChunk } from '../../pipeline/audio-stream.ts'

/** What a thread is told when it begins. */
export interface ThreadSetting {
  readonly engine: EngineOptions
  /** When it shall watch over the event loop of the process. */
  readonly watch?: WatchOrder | undefined
}

/** A bundle at a hop: how live sound is cut and scored. */
export interface ScorerChoice {
  /** Of the bundle. */
  readonly sha256: string
  /** From one window to the next. @unit samples */
  readonly hopLength: number
}

/** What computes a bundle: see the scorer's fields of these names. */
export type LoadedBundle = Pick<Scorer, 'engineName' | 'engineNote' | 'enginesRefused'>

/** A window that waits in the thread for `score` or `drop`, or was scored at once because it came alone. */
export type WindowNote = { readonly startMs: number; readonly endMs: number } & (
  | { readonly ticket: number }
  | { readonly finding: Finding }
  | { readonly error: CarriedError }
)

export interface FromSource {
  readonly source: string
  readonly scorer: ScorerChoice
  /** What the stream does not keep, where it needs it. */
  readonly past: PastSound | undefined
}

/** What a thread can be asked, and what it answers. Questions are taken up in their order. */
export interface Questions {
  load: { asked: { readonly contents: BundleContents }; answer: LoadedBundle }
  unload: { asked: { readonly sha256: string }; answer: undefined }
  scoreClip: {
    asked: { readonly sha256: string; readonly clip: Clip }
    /** `y`: the clip's samples, which are needed no longer. */
    answer: { readonly verdict: Verdict; readonly y: Float32Array }
  }
  examineClip: { asked: { readonly sha256: string; readonly clip: Clip }; answer: Examination }
  push: {
    asked: FromSource & { readonly chunk: Chunk }
    answer: Omit<HeardChunk, 'windows'> & { readonly windows: readonly WindowNote[] }
  }
  settle: { asked: FromSource; answer: readonly WindowNote[] }
  latest: { asked: FromSource; answer: WindowNote | undefined }
  score: { asked: { readonly ticket: number }; answer: Finding }
  drop: { asked: { readonly ticket: number }; answer: undefined }
  close: { asked: { readonly source: string }; answer: undefined }
}

export type Kind = keyof Questions
export type Asked<K extends Kind> = Questions[K]['asked']
export type Answer<K extends Kind> = Questions[K]['answer']

export type Question = { [K in Kind]: { readonly id: number; readonly kind: K; readonly asked: Asked<K> } }[Kind]

/** Said to a thread in place of a question: there is nothing more to do. */
export const GO = 'go'

/** An error on its way between threads, which carry no classes. */
export interface CarriedError {
  readonly code: ErrorCode | undefined
  readonly message: string
  readonly context: ErrorContext
  readonly stack: string | undefined
}

/** Questions and their answers, by kind. */
export type Forms<Q> = { readonly [K in keyof Q]: { readonly asked: unknown; readonly answer: unknown } }

/** What a thread says: that it is ready, and then an answer to each question. */
export type Said<Q extends Forms<Q> = Questions> =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Q[keyof Q]['answer'] }
  | { readonly kind: 'failure'; readonly id: number; readonly error: CarriedError }
