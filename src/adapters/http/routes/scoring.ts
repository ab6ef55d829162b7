import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clip } from '../../../audio/clip.ts'
import { OverloadedError, RequestError } from '../../../errors.ts'
import { FewAtOnce } from '../../../few-at-once.ts'
import type { Scorer } from '../../../model/scoring.ts'
import { within } from '../../../time-limit.ts'
import type { InferenceAnswer } from '../api.ts'
import { acceptRecordings, recordingOf, recordingOfForm } from '../audio-body.ts'
import { clipAnswer, featureAnswer, partOf } from '../clip-answer.ts'
import type { HttpOptions, HttpPorts } from '../ports.ts'
import type { ScoreAnswer } from '../recording-api.ts'

interface ScoreQuery {
  readonly model?: unknown
  readonly features?: unknown
  readonly from?: unknown
}

/** `POST /inference`, as the original service had it, and `POST /api/score`. */
export function addScoringRoutes(app: FastifyInstance, options: HttpOptions, ports: HttpPorts): void {
  const { maxBodyBytes, maxScoresAtOnce, maxScoresWaiting, maxScoreMs } = options
  const giveBack = acceptRecordings(app, maxBodyBytes)
  const refusal = `${maxScoresWaiting} recordings are waiting to be scored; try again later`
  const gate = new FewAtOnce(maxScoresAtOnce, maxScoresWaiting, refusal)

  /** @param bytes - Of the request's body, which is gone afterwards. */
  function decode(bytes: Uint8Array, request: FastifyRequest): Clip {
    try {
      return ports.decode(bytes)
    } finally {
      giveBack(request)
    }
  }

  const score = async <T>(
    request: FastifyRequest,
    recording: Promise<Uint8Array>,
    model: string,
    work: (scorer: Scorer, clip: Clip) => Promise<T>,
  ): Promise<T> => {
    const bytes = await recording
    return await within(
      gate.run(() => ports.models.use(model, (scorer) => work(scorer, decode(bytes, request)))),
      maxScoreMs,
      () => new OverloadedError(`scoring took longer than ${maxScoreMs} ms; try again later`),
    )
  }

  app.post('/inference', async (request): Promise<InferenceAnswer> => {
    const recording = recordingOfForm(request)
    const verdict = await score(request, recording, ports.liveModelName(), (scorer, clip) => scorer.scoreClip(clip))
    return {
      Anomaly: verdict.anomaly,
      Details: { Message: verdict.message, Probabilities: verdict.probabilities },
    }
  })

  app.post<{ Querystring: ScoreQuery }>('/api/score', async (request): Promise<ScoreAnswer> => {
    const { model = ports.liveModelName(), features = 'false', from } = request.query
    if (typeof model !== 'string') throw new RequestError('give one model: /api/score?model=NAME')
    if (features !== 'true' && features !== 'false') throw new RequestError('features must be true or false')
    return score(request, recordingOf(request), model, async (scorer, clip) => {
      const part = partOf(clip, from, scorer.manifest.window.lengthSeconds)
      // A copy: with a view all of its memory would be handed to the thread that scores.
      const heard = from === undefined ? clip : { ...clip, y: clip.y.slice(part.start, part.end) }
      if (features === 'false') return scorer.scoreClip(heard)
      const { verdict, pictures } = await scorer.examineClip(heard)
      return { ...verdict, clip: clipAnswer(clip, part), features: pictures.map(featureAnswer) }
    })
  })
}
