import { z } from 'zod'
import type { NormalOnlyManifest } from './normal-only-manifest.ts'

/** A session that a normal-only detector was learnt from. */
export interface SessionSummary {
  readonly name: string
  /** How far it is from the nearest other one; null where that was not recorded, or it is the only one. @unit dB */
  readonly apartDb: number | null
}

/** What the record of a training tells of sessions, where it is of this form. */
const Recorded = z.object({
  sessions: z.array(z.object({ name: z.string(), apartDb: z.number().nullable().default(null) })),
})

/** Sessions in the order of their baselines. */
export function learntFrom({
  sessions,
  training,
}: Pick<NormalOnlyManifest, 'sessions' | 'training'>): SessionSummary[] {
  const recorded = Recorded.safeParse(training).data?.sessions ?? []
  return sessions.map((name) => ({ name, apartDb: recorded.find((session) => session.name === name)?.apartDb ?? null }))
}
