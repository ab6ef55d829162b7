import type { FastifyInstance } from 'fastify'
import { OverloadedError, RequestError } from '../../../errors.ts'
import type { Verdict } from '../../../model/verdict.ts'
import { within } from '../../../time-limit.ts'
import type { InferenceAnswer } from '../api.ts'
import { acceptRecordings, recordingOf, recordingOfForm } from '../audio-body.ts'
import type { HttpOptions, HttpPorts } from '../ports.ts'
import { ScoringGate } from '../scoring-gate.ts'

/** `POST /inference`, as the original service had it, and `POST /api/score`. */
export function addScoringRoutes(app: FastifyInstance, options: HttpOptions, ports: HttpPorts): void {
  const { maxBodyBytes, maxScoresAtOnce, maxScoresWaiting, maxScoreMs } = options
  acceptRecordings(app, maxBodyBytes)
  const gate = new ScoringGate(maxScoresAtOnce, maxScoresWaiting)

  const score = (bytes: Uint8Array, model: string): Promise<Verdict> =>
    within(
      gate.run(() => ports.models.use(model, (scorer) => scorer.scoreClip(ports.decode(bytes)))),
      maxScoreMs,
      () => new OverloadedError(`scoring took longer than ${maxScoreMs} ms; try again later`),
    )

  app.post('/inference', async (request): Promise<InferenceAnswer> => {
    const verdict = await score(await recordingOfForm(request), ports.liveModelName())
    return {
      Anomaly: verdict.anomaly,
      Details: { Message: verdict.message, Probabilities: verdict.probabilities },
    }
  })

  app.post<{ Querystring: { model?: unknown } }>('/api/score', async (request): Promise<Verdict> => {
    const { model = ports.liveModelName() } = request.query
    if (typeof model !== 'string') throw new RequestError('give one model: /api/score?model=NAME')
    return score(await recordingOf(request), model)
  })
}
