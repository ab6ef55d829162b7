import type { Review } from './review.ts'

/** The recording that is kept with a review. */
export interface ReviewedRecording {
  readonly review: Review
  /** First sample. @unit Unix epoch ms */
  readonly startMs: number
  /** Size of its WAV file, mono, 16 bits. */
  readonly bytes: number
  /** The WAV file. */
  read(): Promise<Uint8Array>
}

/** What to keep of an alarm's recording. */
export interface RecordingSource {
  readonly clipId: string
  /** First sample. @unit Unix epoch ms */
  readonly startMs: number
}

/** Keeps what people said of alarms, with the alarms' recordings. */
export interface ReviewStore {
  /** Newest first. */
  list(): readonly Review[]
  /** Keep one, in place of a former one of the same alarm. Resolves when it is on the disk. */
  save(review: Omit<Review, 'hasRecording'>, recording: RecordingSource | undefined): Promise<Review>
  /** The recording of an alarm is whole: keep it where the alarm was reviewed before. */
  attach(alarmId: string, recording: RecordingSource): Promise<void>
  /** Every review that has one, oldest first. */
  recordings(): readonly ReviewedRecording[]
}
