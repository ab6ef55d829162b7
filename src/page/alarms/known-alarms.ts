import { computed, effect, signal } from '@preact/signals'
import type { EvidenceAnswer, EvidenceClip, Review, ReviewRequest, ReviewsAnswer } from '../../adapters/http/api.ts'
import { connectionCount, events } from '../live/state.ts'
import { ask } from '../server/ask.ts'
import { change } from '../server/session.ts'
import { alarmRecords } from './alarm-records.ts'

/** A recording goes on for a while after its alarm. @unit ms */
const LOOK_AGAIN_MS = 3_000

const clips = signal<readonly EvidenceClip[]>([])
/** Newest first. */
export const reviews = signal<readonly Review[]>([])
/** Every alarm that is known, newest first. */
export const alarms = computed(() => alarmRecords(events.value, clips.value, reviews.value))

let again = 0

/** Keep recordings and reviews as new as the events are, for as long as the page is open. */
export function followAlarms(): void {
  effect(() => {
    const isConnected = connectionCount.value > 0
    if (isConnected && events.value) void loadClips()
  })
  effect(() => {
    if (connectionCount.value > 0) void loadReviews()
  })
}

async function loadClips(): Promise<void> {
  clearTimeout(again)
  const answer = await ask<EvidenceAnswer>('/api/evidence').catch(() => undefined)
  if (answer) clips.value = answer.clips
  const isStillRecorded = clips.value.some(({ isComplete }) => !isComplete)
  if (isStillRecorded) again = setTimeout(() => void loadClips(), LOOK_AGAIN_MS)
}

async function loadReviews(): Promise<void> {
  const answer = await ask<ReviewsAnswer>('/api/reviews').catch(() => undefined)
  if (answer) reviews.value = answer.reviews
}

/** Say of an alarm what it was. @throws Refused with the server's message. */
export async function review(request: ReviewRequest): Promise<void> {
  await change<Review>('/api/reviews', request)
  await loadReviews()
}
