import { isUnderWay } from '../pipeline/learning/learning-status.ts'
import type { SourceStatus } from '../pipeline/source-status.ts'
import { firstFitting } from './twin-room.ts'

/** One source as it is reported; a value that is null deletes the one that the twin holds. */
export interface SourceEntry {
  readonly state: string
  readonly alarm: string
  readonly label?: string | null | undefined
  /** Its own model, how its learning goes and why that was refused, and whether it drifts. */
  readonly model?: string | null | undefined
  readonly learning?: string | null | undefined
  readonly learningReason?: string | null | undefined
  readonly drift?: boolean | null | undefined
}

/** Of all sources, reported one by one or not. */
export interface SourceCounts {
  readonly total: number
  /** That are reported one by one: the first ones. */
  readonly shown: number
  readonly raised: number
  readonly silent: number
  readonly ownModel: number
  readonly learning: number
  readonly drifting: number
}

/** A twin holds 32 KB of reported properties; the rest is for what is in force, and why something was refused. */
const MOST_BYTES = 20 * 1_024
/** The whole of it is in the answer of `sources`. */
const MOST_REASON = 200

/** What of each source is reported, from most to least: the first that leaves room for all of them is taken. */
const DETAILS: readonly ((status: SourceStatus) => SourceEntry)[] = [
  (status) => ({ ...withModel(status), learningReason: status.learning?.reason?.slice(0, MOST_REASON) ?? null }),
  withModel,
  alarmOnly,
]

/**
 * Sources as a twin can hold them, by its own names: in full, or less of each, or only the first ones; and how many
 * there are of all.
 */
export function sourceEntries(sources: readonly SourceStatus[]): {
  readonly entries: ReadonlyMap<string, SourceEntry>
  readonly counts: SourceCounts
} {
  const entries = fitting(sources)
  const countOf = (isCounted: (status: SourceStatus) => boolean): number => sources.filter(isCounted).length
  return {
    entries,
    counts: {
      total: sources.length,
      shown: entries.size,
      raised: countOf(({ alarm }) => alarm.state === 'raised'),
      silent: countOf(({ state }) => state === 'silent'),
      ownModel: countOf(({ ownModel }) => ownModel !== null),
      learning: countOf(({ learning }) => learning !== null && isUnderWay(learning)),
      drifting: countOf(({ drift }) => drift?.isDrifting === true),
    },
  }
}

function fitting(sources: readonly SourceStatus[]): Map<string, SourceEntry> {
  let fitting = new Map<string, SourceEntry>()
  for (const describe of DETAILS) {
    fitting = firstFitting(
      sources.map((status) => [status.source, describe(status)] as const),
      MOST_BYTES,
    )
    if (fitting.size === sources.length) break
  }
  return fitting
}

function alarmOnly({ state, alarm }: SourceStatus): SourceEntry {
  return { state, alarm: alarm.state, label: alarm.label }
}

function withModel(status: SourceStatus): SourceEntry {
  const { ownModel, learning, drift } = status
  return {
    ...alarmOnly(status),
    model: ownModel?.name ?? null,
    learning: learning?.state ?? null,
    drift: drift?.isDrifting === true ? true : null,
  }
}
