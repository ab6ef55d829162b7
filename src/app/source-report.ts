import { z } from 'zod'
import { twinName } from '../adapters/edgehub/twin-value.ts'
import type { Service } from '../lifecycle.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { SourceStatus } from '../pipeline/source-status.ts'

/** A twin holds 32 KB of reported properties, and each source takes some 80 bytes of them, 300 while it is learnt. */
const MOST_REPORTED = 200
/** The whole of it is in the answer of `sources`. */
const MOST_REASON = 200
/** Sources are looked at together, not at each of their windows. @unit ms */
const GATHER_MS = 1_000

/** One source as it is reported; a label that is null deletes the one that the twin holds. */
interface Shown {
  readonly state: string
  readonly alarm: string
  readonly label?: string | null | undefined
  /** Its own model, how its learning goes and why that was refused, and whether it drifts; null as for the label. */
  readonly model?: string | null | undefined
  readonly learning?: string | null | undefined
  readonly learningReason?: string | null | undefined
  readonly drift?: boolean | null | undefined
}

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
  #inTwin = new Map<string, Shown>()
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
    this.#soon()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#reportChanges()
    }, GATHER_MS).unref()
  }

  #reportChanges(): void {
    const present = this.#pipeline.sources().slice(0, MOST_REPORTED)
    const shown = new Map(present.map((status) => [twinName(status.source), describe(status)]))
    const gone = [...this.#inTwin.keys()].filter((name) => !shown.has(name)).map((name) => [name, null] as const)
    const changed = [...shown]
      .filter(([name, now]) => !isSame(now, this.#inTwin.get(name)))
      .map(([name, now]) => [name, patchOf(now, this.#inTwin.get(name))] as const)
    this.#inTwin = shown
    const patch = Object.fromEntries([...changed, ...gone])
    if (Object.keys(patch).length > 0) this.#report({ sources: patch })
  }
}

function describe({ state, alarm, ownModel, learning, drift }: SourceStatus): Shown {
  return {
    state,
    alarm: alarm.state,
    label: alarm.label,
    model: ownModel?.name ?? null,
    learning: learning?.state ?? null,
    learningReason: learning?.reason?.slice(0, MOST_REASON) ?? null,
    drift: drift?.isDrifting === true ? true : null,
  }
}

/** Nulls only where there is something to delete: they take room too. */
function patchOf(now: Shown, before: Shown | undefined): Shown {
  const { state, alarm, label } = now
  const others = OPTIONAL.filter((key) => key !== 'label' && (now[key] ?? before?.[key] ?? null) !== null)
  return { state, alarm, label, ...Object.fromEntries(others.map((key) => [key, now[key] ?? null])) }
}

function isSame(now: Shown, before: Shown | undefined): boolean {
  if (now.state !== before?.state || now.alarm !== before.alarm) return false
  return OPTIONAL.every((key) => (now[key] ?? null) === (before[key] ?? null))
}
