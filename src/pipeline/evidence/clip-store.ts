/** What a recording is of. */
export interface ClipHead {
  /** Made of our clock and the source's name: a file's name, and part of an address. */
  readonly id: string
  readonly source: string
  /** `id` of the event that says that the alarm was raised. */
  readonly alarmId: string
  readonly label: string
  /** First sample. @unit Unix epoch ms */
  readonly startMs: number
  /** End of the window that raised the alarm. @unit Unix epoch ms */
  readonly raisedMs: number
  /** The window that raised the alarm. @unit Unix epoch ms */
  readonly window: { readonly startMs: number; readonly endMs: number }
  readonly sampleRateHz: number
}

/** A recording of the moment of an alarm. */
export interface EvidenceClip extends ClipHead {
  /** Last sample. @unit Unix epoch ms */
  readonly endMs: number
  readonly durationSeconds: number
  /** Size of the WAV file. */
  readonly bytes: number
  /** False while what follows the alarm is still being recorded. */
  readonly isComplete: boolean
}

/** A clip that is being recorded. What is appended goes to the disk by and by. */
export interface OpenClip {
  append(y: Int16Array): void
  /** Nothing more will come. Resolves when the clip is whole on the disk. Never rejects. */
  finish(): Promise<void>
}

/** A part of a clip's WAV file. */
export interface ClipAudio {
  /** Size of the whole file as it is now. */
  readonly bytes: number
  /** @param end - Before which byte to end. */
  read(start: number, end: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Keeps recordings of alarms within a bounded number of bytes. */
export interface ClipStore {
  /** Newest first. */
  list(): readonly EvidenceClip[]
  /** @throws {@link NotFoundError} */
  known(id: string): EvidenceClip
  /**
   * Begin a clip. Older ones make room, never one that is protected.
   *
   * @param y - What came before the alarm, 16 bits.
   * @param mostSamples - As long as it may become.
   * @returns undefined when there is no room, or the disk cannot be used.
   */
  begin(head: ClipHead, y: Int16Array, mostSamples: number): OpenClip | undefined
  /** Its WAV file as it is now. @throws {@link NotFoundError} */
  audio(id: string): Promise<ClipAudio>
  /** @throws {@link NotFoundError} */
  samples(id: string): Promise<Int16Array>
}
