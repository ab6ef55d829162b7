import type { Clip } from './clip.ts'

/** One message from a microphone, decoded: a stretch of sound and what is known of its place in time. */
export interface Chunk extends Clip {
  /** Who recorded it: one topic level, `[A-Za-z0-9_.-]{1,64}`. */
  readonly source: string
  /** Position in the publisher's count of chunks, when it sends one: an integer, `>= 0`, one more each chunk. */
  readonly seq?: number
  /** When the first sample was recorded, when the publisher says so. @unit Unix epoch ms */
  readonly capturedAtMs?: number
  /** When the message arrived. @unit Unix epoch ms */
  readonly receivedAtMs: number
}
