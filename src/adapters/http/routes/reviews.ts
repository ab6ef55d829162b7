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

/** What people said of alarms, and the recordings of those alarms as a dataset. */
export function addReviewReading(app: FastifyInstance, { reviewDesk, reviewStore }: HttpPorts): void {
  app.get('/api/reviews', async (): Promise<ReviewsAnswer> => ({ reviews: reviewDesk.list() }))

  app.get('/api/reviews/dataset.zip', { exposeHeadRoute: false }, async (_request, reply) => {
    reply.type('application/zip').header('content-disposition', 'attachment; filename="reviews.zip"')
    return reply.send(Readable.from(zipOf(datasetFiles(reviewStore.recordings()))))
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
