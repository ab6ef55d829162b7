export const JUDGEMENTS = ['right', 'false-alarm', 'other-fault'] as const

export type Judgement = (typeof JUDGEMENTS)[number]

/** What people said of an alarm. */
export interface Review {
  /** `id` of the event that says that the alarm was raised. */
  readonly alarmId: string
  readonly source: string
  /** What the alarm said. */
  readonly alarmLabel: string
  /** End of the window that raised the alarm. @unit Unix epoch ms */
  readonly raisedMs: number
  /** That window. @unit Unix epoch ms */
  readonly window: { readonly startMs: number; readonly endMs: number }
  readonly judgement: Judgement
  /** What the recording is labelled with in the dataset. */
  readonly label: string
  readonly note: string
  /** @unit Unix epoch ms */
  readonly reviewedMs: number
  /** Whether the alarm's recording is kept with it. */
  readonly hasRecording: boolean
}
