import { NotFoundError } from '../../errors.ts'
import type { PipelineUpdate } from '../source-status.ts'
import { type KeptWindow, WindowBlocks } from './window-blocks.ts'
import type { AlarmStateKind } from './window-row.ts'

const HOUR_MS = 60 * 60 * 1_000
/** Windows of one source: one a second, for an hour. */
const MOST_WINDOWS = 3_600

export interface WindowHistoryLimits {
  /** Most sources that are remembered; beyond it the one that was judged least lately is forgotten. */
  readonly maxSources: number
  readonly keepMs?: number
  readonly mostWindows?: number
}

interface Remembered {
  readonly blocks: WindowBlocks
  state: AlarmStateKind
}

/** The last hour of every source, in bounded memory, so that any of its windows can be explained. */
export class WindowHistory {
  readonly #limits: Required<WindowHistoryLimits>
  readonly #sources = new Map<string, Remembered>()

  constructor(limits: WindowHistoryLimits) {
    this.#limits = { keepMs: HOUR_MS, mostWindows: MOST_WINDOWS, ...limits }
  }

  /** What the pipeline tells its observers. */
  note(update: PipelineUpdate): void {
    if (update.kind === 'event') {
      const { state } = update.event.data
      this.#known(update.source).state = state === 'cleared' ? 'quiet' : state
    }
    if (update.kind !== 'judged') return
    const known = this.#known(update.source)
    const { judged, bundle } = update
    known.state = stateAfter(judged.explanation, known.state)
    known.blocks.add(
      judged,
      known.state,
      bundle.labels.map(({ name }) => name),
    )
    // The last judged stands last.
    this.#sources.delete(update.source)
    this.#sources.set(update.source, known)
  }

  /** Windows that begin in a stretch of time, oldest first; none for a source that was never judged. @unit Unix epoch ms */
  between(source: string, fromMs: number, toMs: number): readonly KeptWindow[] {
    return this.#sources.get(source)?.blocks.between(fromMs, toMs) ?? []
  }

  /** @throws {@link NotFoundError} when no window of the last hour begins then. */
  at(source: string, startMs: number): KeptWindow {
    const [window] = this.between(source, startMs, startMs)
    if (window !== undefined) return window
    throw new NotFoundError(`no window of ${source} begins at ${startMs}: windows are kept for an hour`)
  }

  #known(source: string): Remembered {
    const known = this.#sources.get(source)
    if (known !== undefined) return known
    const [oldest] = this.#sources.keys()
    if (oldest !== undefined && this.#sources.size >= this.#limits.maxSources) this.#sources.delete(oldest)
    const made: Remembered = { blocks: new WindowBlocks(source, this.#limits), state: 'quiet' }
    this.#sources.set(source, made)
    return made
  }
}

/** The alarm after a window, from what it was before and what the rule said. */
function stateAfter(
  { transition, windows }: { readonly transition: string; readonly windows: { readonly towards: 'raise' | 'clear' } },
  before: AlarmStateKind,
): AlarmStateKind {
  if (transition === 'raised') return 'raised'
  if (transition === 'cleared' || windows.towards === 'raise') return 'quiet'
  return before === 'stale' ? 'stale' : 'raised'
}
