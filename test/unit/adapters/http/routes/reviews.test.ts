import { expect, it } from 'vitest'
import { createBareServer } from '../../../../../src/adapters/http/bare-server.ts'
import { addReviewReading } from '../../../../../src/adapters/http/routes/reviews.ts'
import { ReviewDesk } from '../../../../../src/pipeline/review/review-desk.ts'
import { RecordedLog } from '../../../../recorders.ts'

const review = {
  alarmId: 'a',
  source: 'fan-1',
  alarmLabel: 'clogged',
  raisedMs: 1_767_225_600_000,
  window: { startMs: 0, endMs: 0 },
  judgement: 'right',
  label: 'clogged',
  note: '',
  reviewedMs: 0,
  hasRecording: true,
} as const

it('recordings that are more than an archive can hold are not packed into a damaged one', async () => {
  const recording = { review, startMs: 0, bytes: 2_500_000_000, read: async () => new Uint8Array(44) }
  const store = {
    list: () => [review],
    save: async () => review,
    attach: async () => undefined,
    recordings: () => [recording, recording],
  }
  const reviewDesk = new ReviewDesk({
    store,
    clips: { list: () => [] },
    events: () => [],
    normalLabel: () => 'ok',
    clock: () => 0,
  })
  const app = createBareServer({ requestTimeoutMs: 1_000, log: new RecordedLog() })
  addReviewReading(app, { reviewDesk, reviewStore: store })
  const { statusCode, body } = await app.inject('/api/reviews/dataset.zip')
  expect([statusCode, body]).toEqual([400, expect.stringContaining('use earshot reviews')])
  await app.close()
})
