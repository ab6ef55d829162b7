import { z } from 'zod'
import type { Service } from '../lifecycle.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import { type SourceCounts, type SourceEntry, sourceEntries } from './source-entries.ts'

/** Sources are looked at together, not at each of their windows. @unit ms */
const GATHER_MS = 1_000

/** Values that come and go. */
const OPTIONAL = ['label', 'model', 'learning', 'learningReason', 'drift'] as const

const Held = z.object({
  state: z.string(),
  alarm: z.string(),
  label: z.string().optional(),
  model: z.string().optional(),
  learning: z.string().optional(),
  learningReason: z.string().optional(),
  drift: z.boolean().optional(),
})
/** The reported properties as the hub gives them: what is not of our form counts as different. */
const Reported = z.object({ sources: z.record(z.string(), Held.catch({ state: '', alarm: '' })) })

/** Keeps the sources and their states in the reported properties; says nothing while nothing changes. */
export class SourceReport implements Service {
  readonly name = 'source report'
  readonly #pipeline: Pick<Pipeline, 'sources' | 'onUpdate'>
  readonly #report: (patch: Readonly<Record<string, unknown>>) => void
  /** What the twin holds by now, by its own names. */
  #inTwin: ReadonlyMap<string, SourceEntry> = new Map()
  #counts: SourceCounts | undefined
  #timer: NodeJS.Timeout | undefined
  #unsubscribe: () => void = () => undefined

  constructor(
    pipeline: Pick<Pipeline, 'sources' | 'onUpdate'>,
    report: (patch: Readonly<Record<string, unknown>>) => void,
  ) {
    this.#pipeline = pipeline
    this.#report = report
  }

  async start(): Promise<void> {
    this.#unsubscribe = this.#pipeline.onUpdate(() => this.#soon())
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    clearTimeout(this.#timer)
  }

  /** Put right what the twin holds: sources of a former process, or too few after the hub lost some. */
  correct(reported: Readonly<Record<string, unknown>>): void {
    this.#inTwin = new Map(Object.entries(Reported.safeParse(reported).data?.sources ?? {}))
    this.#counts = undefined
    this.#soon()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#reportChanges()
    }, GATHER_MS).unref()
  }

  #reportChanges(): void {
    const { entries: shown, counts } = sourceEntries(this.#pipeline.sources())
    const gone = [...this.#inTwin.keys()].filter((name) => !shown.has(name)).map((name) => [name, null] as const)
    const changed = [...shown]
      .filter(([name, now]) => !isSame(now, this.#inTwin.get(name)))
      .map(([name, now]) => [name, patchOf(now, this.#inTwin.get(name))] as const)
    this.#inTwin = shown
    const patch = Object.fromEntries([...changed, ...gone])
    const isOtherCount = Object.entries(counts).some(([name, n]) => this.#counts?.[name as keyof SourceCounts] !== n)
    this.#counts = counts
    if (Object.keys(patch).length === 0 && !isOtherCount) return
    this.#report({
      ...(Object.keys(patch).length > 0 ? { sources: patch } : {}),
      ...(isOtherCount ? { sourceCounts: counts } : {}),
    })
  }
}

/** Nulls only where there is something to delete: they take room too. */
function patchOf(now: SourceEntry, before: SourceEntry | undefined): SourceEntry {
  const { state, alarm, label } = now
  const others = OPTIONAL.filter((key) => key !== 'label' && (now[key] ?? before?.[key] ?? null) !== null)
  return { state, alarm, label, ...Object.fromEntries(others.map((key) => [key, now[key] ?? null])) }
}

function isSame(now: SourceEntry, before: SourceEntry | undefined): boolean {
  if (now.state !== before?.state || now.alarm !== before.alarm) return false
  return OPTIONAL.every((key) => (now[key] ?? null) === (before[key] ?? null))
}
