import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../../errors.ts'
import type { ThresholdsAnswer, ThresholdsProposal, WhatIfAnswer } from '../api.ts'
import type { HttpPorts } from '../ports.ts'

const Level = z.number().min(0).max(1)
const Thresholds = z
  .record(z.string().min(1).max(64), z.strictObject({ raiseAt: Level, clearAt: Level }))
  .refine((byLabel) => Object.keys(byLabel).length <= 100, 'has more than 100 labels')
const Count = z.strictObject({ n: z.number().int().min(1).max(1_000), of: z.number().int().min(1).max(1_000) })
const Duration = z
  .number()
  .min(0)
  .max(24 * 60 * 60 * 1_000)
const Alarm = z.strictObject({
  raiseAt: Level.exactOptional(),
  clearAt: Level.exactOptional(),
  raiseWindows: Count.exactOptional(),
  clearWindows: Count.exactOptional(),
  minimumHoldMs: Duration.exactOptional(),
  cooldownMs: Duration.exactOptional(),
  staleAfterMs: Duration.exactOptional(),
})
const WhatIf = z.strictObject({ thresholds: Thresholds.optional(), alarm: Alarm.optional() })
const Apply = z.strictObject({ thresholds: Thresholds, raiseWindows: Count.nullable().optional() })

/** `GET /api/thresholds` */
export function addThresholdsReading(app: FastifyInstance, { ruleDesk }: Pick<HttpPorts, 'ruleDesk'>): void {
  app.get('/api/thresholds', async () => thresholdsNow(ruleDesk))
}

/** What another rule would have done, thresholds that fit the reviews, and changing thresholds. */
export function addRuleChanges(app: FastifyInstance, { ruleDesk }: Pick<HttpPorts, 'ruleDesk'>): void {
  app.post('/api/what-if', async (request): Promise<WhatIfAnswer> => {
    const { thresholds = {}, alarm = {} } = checked(WhatIf, request.body ?? {})
    return ruleDesk.whatIf(thresholds, alarm)
  })

  app.post('/api/thresholds/proposal', async (): Promise<ThresholdsProposal> => ruleDesk.propose())

  app.post('/api/thresholds', async (request): Promise<ThresholdsAnswer> => {
    const { thresholds, raiseWindows } = checked(Apply, request.body)
    await ruleDesk.apply(thresholds, raiseWindows)
    return thresholdsNow(ruleDesk)
  })

  app.delete('/api/thresholds', async (): Promise<ThresholdsAnswer> => {
    await ruleDesk.withdraw()
    return thresholdsNow(ruleDesk)
  })
}

function thresholdsNow(ruleDesk: HttpPorts['ruleDesk']): ThresholdsAnswer {
  return {
    inForce: ruleDesk.inForce(),
    applied: ruleDesk.applied(),
    decidedBy: ruleDesk.decidedBy(),
    windows: ruleDesk.windows(),
  }
}

function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new RequestError(`the rule is not right:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}
