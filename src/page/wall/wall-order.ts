import type { SourceStatus } from '../../pipeline/source-status.ts'
import type { WallFilter } from '../live/route.ts'
import { type Sign, signOf } from '../live/state-words.ts'

/** What stands first is what somebody has to go and look at. Passing anomalies do not move a tile. */
const RANKS: Readonly<Record<Sign, number>> = { raised: 0, stale: 1, silent: 2, anomalous: 3, listening: 3, normal: 3 }
const byName = new Intl.Collator('en', { numeric: true }).compare

/** Alarms first, then silent sources, then all others; by name within each. */
export function orderOfWall(statuses: readonly SourceStatus[]): SourceStatus[] {
  return statuses.toSorted((a, b) => RANKS[signOf(a)] - RANKS[signOf(b)] || byName(a.source, b.source))
}

/** Whether a source passes a filter. A source may pass several: an alarm's source may be silenced as well. */
export function passes(status: SourceStatus, filter: WallFilter): boolean {
  const sign = signOf(status)
  switch (filter) {
    case 'all':
      return true
    case 'alarm':
      return sign === 'raised' || sign === 'stale'
    case 'anomalous':
      return status.last?.verdict.anomaly === true && status.state === 'live'
    case 'silent':
      return status.state === 'silent'
    case 'silenced':
      return status.silence !== null
    case 'normal':
      return sign === 'normal'
  }
}

/** Whether a source is what somebody searches for: each word is in its name, its verdict or its alarm. */
export function isFound(status: SourceStatus, find: string): boolean {
  const text = [status.source, status.last?.verdict.message, status.last?.verdict.label, status.alarm.label]
    .filter((word) => word !== undefined && word !== null)
    .join(' ')
    .toLowerCase()
  return find
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
