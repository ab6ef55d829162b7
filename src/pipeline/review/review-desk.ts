import type { AlarmEvent } from '../../detect/alarm-event.ts'
import { NotFoundError } from '../../errors.ts'
import type { ClipStore } from '../evidence/clip-store.ts'
import type { Clock } from '../ports.ts'
import type { Judgement, Review } from './review.ts'
import type { ReviewStore } from './review-store.ts'

export interface ReviewDeskParts {
  readonly store: ReviewStore
  readonly clips: Pick<ClipStore, 'list'>
  /** Events of alarms that are known, whatever became of their recordings. */
  readonly events: () => readonly AlarmEvent[]
  /** What the live bundle calls normal. */
  readonly normalLabel: () => string
  readonly clock: Clock
}

export interface ReviewGiven {
  readonly alarmId: string
  readonly judgement: Judgement
  readonly label?: string | undefined
  readonly note?: string | undefined
}

/** What the recording of an alarm is called where nobody says. */
const OTHER_FAULT = 'other-fault'

/** Takes what people say of alarms. */
export class ReviewDesk {
  readonly #parts: ReviewDeskParts

  constructor(parts: ReviewDeskParts) {
    this.#parts = parts
  }

  list(): readonly Review[] {
    return this.#parts.store.list()
  }

  /** @throws {@link NotFoundError} when the alarm is not known, or no longer. */
  async review({ alarmId, judgement, label, note = '' }: ReviewGiven): Promise<Review> {
    const { store, clips, normalLabel, clock } = this.#parts
    const clip = clips.list().find((kept) => kept.alarmId === alarmId)
    const alarm = this.#alarm(alarmId)
    const labels = { right: alarm.label, 'false-alarm': normalLabel(), 'other-fault': label ?? OTHER_FAULT }
    const { source, window } = alarm
    return await store.save(
      {
        ...{ alarmId, source, alarmLabel: alarm.label, raisedMs: window.endMs, window, judgement, note },
        label: labels[judgement],
        reviewedMs: clock(),
      },
      clip && { clipId: clip.id, startMs: clip.startMs },
    )
  }

  /** From its recording, an event, or a former review of it. */
  #alarm(alarmId: string): Pick<Review, 'source' | 'label' | 'window'> {
    const { store, clips, events } = this.#parts
    const clip = clips.list().find((kept) => kept.alarmId === alarmId)
    if (clip !== undefined) return clip
    const event = events().find(({ id, data }) => id === alarmId && data.state === 'raised')
    if (event !== undefined) return event.data
    const review = store.list().find((kept) => kept.alarmId === alarmId)
    if (review !== undefined) return { ...review, label: review.alarmLabel }
    throw new NotFoundError('no alarm of that id is known: give the id of the event that says that it was raised')
  }
}
