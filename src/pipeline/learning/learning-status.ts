import type { LearntSessions } from '../../learn/learnt-sessions.ts'

/**
 * The course of a learning: `collecting` → `fitting` → `trying` → `switched`. From each of the first three it may
 * also end as `refused` or `cancelled`; what judged before judges on.
 */
export type LearningState = 'collecting' | 'fitting' | 'trying' | 'switched' | 'refused' | 'cancelled'

/** How the learning of a source goes. */
export interface LearningStatus {
  readonly state: LearningState
  /** Since when it is in this state. @unit Unix epoch ms */
  readonly sinceMs: number
  readonly startedMs: number
  /** Name of the bundle that it makes. */
  readonly model: string
  /** What this stretch of sound is called in the bundle. */
  readonly session: string
  /** Names of the sessions that this one is added to; none when the source is learnt anew. */
  readonly addedTo: readonly string[]
  /** What was learnt, this session and those that it was added to; null before it was fitted. */
  readonly learnt: LearntSessions | null
  /** Share of normal windows that may be raised. */
  readonly falseAlarmRate: number
  /** Windows to learn from; of the silent ones nothing can be learnt. */
  readonly collected: { readonly windows: number; readonly of: number; readonly silent: number }
  /** Windows that followed, on which what was learnt is tried, and how many of them may be raised. */
  readonly tried: { readonly windows: number; readonly of: number; readonly raised: number; readonly allowed: number }
  /** Of what was heard, to know before relying on it; empty before it was fitted. */
  readonly remarks: readonly string[]
  /** Why it was refused or cancelled. */
  readonly reason: string | null
}

export function isUnderWay({ state }: Pick<LearningStatus, 'state'>): boolean {
  return state === 'collecting' || state === 'fitting' || state === 'trying'
}
