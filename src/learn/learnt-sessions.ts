import type { LearningReport, SessionDistance } from './learning-report.ts'

/** A session that was learnt, at a glance. */
export interface LearntSession {
  readonly name: string
  readonly windows: number
  /** From the nearest other session, level aside; null for the only one. @unit dB, RMS over the bands */
  readonly apartDb: number | null
  /** Share of its windows that would have been raised had it not been learnt; null for the only one. */
  readonly raisedUnlearnt: number | null
  /** Whether its sound changed while it was heard; null where it is too short to say. */
  readonly isDrifting: boolean | null
}

/** What a live source was learnt from. */
export interface LearntSessions {
  readonly sessions: readonly LearntSession[]
  /** The two that differ most, and where; null for one session. */
  readonly farthest: SessionDistance | null
}

/** The sessions of a report, without what grows with the square of their number. */
export function summariseSessions({
  sessions,
  distances,
}: Pick<LearningReport, 'sessions' | 'distances'>): LearntSessions {
  return {
    sessions: sessions.map(({ name, windows, raisedUnlearnt, drift }) => {
      const apart = distances.filter(({ from, to }) => from === name || to === name).map(({ rmsDb }) => rmsDb)
      return {
        name,
        windows,
        apartDb: apart.length === 0 ? null : Math.min(...apart),
        raisedUnlearnt,
        isDrifting: drift?.isDrifting ?? null,
      }
    }),
    farthest: distances.reduce<SessionDistance | null>(
      (best, distance) => (best === null || distance.rmsDb > best.rmsDb ? distance : best),
      null,
    ),
  }
}
