import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../../errors.ts'
import { datasetFiles } from '../../../pipeline/review/dataset.ts'
import { JUDGEMENTS } from '../../../pipeline/review/review.ts'
import type { Review, ReviewsAnswer } from '../api.ts'
import type { HttpPorts } from '../ports.ts'
import { zipOf } from '../zip.ts'

const Body = z
  .strictObject({
    alarmId: z.string().min(1).max(300),
    judgement: z.enum(JUDGEMENTS),
    label: z.string().trim().min(1).max(64).optional(),
    note: z.string().trim().max(1_000).optional(),
  })
  .refine(({ judgement, label }) => label === undefined || judgement === 'other-fault', {
    message: 'is for other-fault only',
    path: ['label'],
  })

/** A plain ZIP archive counts in 32 bits; some room is for the heads of the files. @unit bytes */
const MOST_ZIP_BYTES = 4_000_000_000

/** What people said of alarms, and the recordings of those alarms as a dataset. */
export function addReviewReading(
  app: FastifyInstance,
  { reviewDesk, reviewStore }: Pick<HttpPorts, 'reviewDesk' | 'reviewStore'>,
): void {
  app.get('/api/reviews', async (): Promise<ReviewsAnswer> => ({ reviews: reviewDesk.list() }))

  app.get('/api/reviews/dataset.zip', { exposeHeadRoute: false }, async (_request, reply) => {
    const recordings = reviewStore.recordings()
    const bytes = recordings.reduce((sum, recording) => sum + recording.bytes, 0)
    if (bytes > MOST_ZIP_BYTES) {
      const remedy = 'use earshot reviews on the device'
      throw new RequestError(`the recordings have ${bytes} bytes, more than a ZIP archive holds: ${remedy}`)
    }
    reply.type('application/zip').header('content-disposition', 'attachment; filename="reviews.zip"')
    return reply.send(Readable.from(zipOf(datasetFiles(recordings))))
  })
}

/** `POST /api/reviews` */
export function addReviewing(app: FastifyInstance, { reviewDesk }: Pick<HttpPorts, 'reviewDesk'>): void {
  app.post('/api/reviews', async (request): Promise<Review> => {
    const body = Body.safeParse(request.body)
    if (!body.success) throw new RequestError(`the review is not right:\n${z.prettifyError(body.error)}`)
    return reviewDesk.review(body.data)
  })
}
