import { NotFoundError, OverloadedError, RequestError } from '../../errors.ts'
import type { LearningWork, LearntLive, LiveLearning } from '../../learn/live-learning.ts'
import type { Service } from '../../lifecycle.ts'
import type { Pipeline } from '../pipeline.ts'
import { repeatByTimer } from '../pipeline-options.ts'
import type { Clock, Log, Repeat } from '../ports.ts'
import { Learning } from './learning.ts'
import type { LearningStatus } from './learning-status.ts'

export interface LearningsOptions {
  readonly pipeline: Pick<Pipeline, 'listenAlong' | 'showLearning'>
  /** Begins the work of one learning, off the event loop. */
  readonly begin: (plan: LiveLearning) => LearningWork
  /** Writes the bundle and lets it judge the source. */
  readonly accept: (source: string, learnt: LearntLive) => Promise<void>
  readonly clock: Clock
  readonly log: Log
  readonly repeat?: Repeat
}

/** Each has a thread of its own, and holds up to 160 MB, with ten sessions some 270 MB. */
const MOST_AT_ONCE = 4
const TICK_MS = 1_000

/** The learnings of live sources: at most one of each source at a time. */
export class Learnings implements Service {
  readonly name = 'learning'
  readonly #options: LearningsOptions
  readonly #underWay = new Map<string, Learning>()
  #stopTicking: (() => void) | undefined

  constructor(options: LearningsOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#stopTicking = (this.#options.repeat ?? repeatByTimer)(() => {
      for (const learning of this.#underWay.values()) learning.tick()
    }, TICK_MS)
  }

  async stop(): Promise<void> {
    this.#stopTicking?.()
    for (const learning of [...this.#underWay.values()]) learning.cancel('the module stopped')
  }

  /** @throws {@link RequestError} when this source is being learnt; {@link OverloadedError} when too many are. */
  begin(plan: LiveLearning): LearningStatus {
    const { pipeline, clock, log } = this.#options
    const { source } = plan
    if (this.#underWay.has(source)) {
      throw new RequestError(`source ${source} is being learnt already: wait for its end, or cancel it`)
    }
    if (this.#underWay.size >= MOST_AT_ONCE) {
      throw new OverloadedError(`${MOST_AT_ONCE} sources are being learnt, which is the limit; try again later`)
    }
    const learning: Learning = new Learning({
      plan,
      work: this.#options.begin(plan),
      clock,
      log,
      accept: (learnt) => this.#options.accept(source, learnt),
      onChange: (status) => {
        if (!learning.isUnderWay) this.#underWay.delete(source)
        if (!learning.isUnderWay) leave()
        pipeline.showLearning(source, status)
      },
    })
    const leave = pipeline.listenAlong(source, (chunk) => learning.hear(chunk))
    this.#underWay.set(source, learning)
    log.info('learning: collecting', { source, model: plan.name })
    pipeline.showLearning(source, learning.status)
    return learning.status
  }

  /** @throws {@link NotFoundError} when this source is not being learnt. */
  cancel(source: string): LearningStatus {
    const learning = this.#underWay.get(source)
    if (learning === undefined) throw new NotFoundError(`source ${source} is not being learnt`)
    learning.cancel('it was asked for')
    return learning.status
  }

  /** Those under way, by source. */
  list(): Readonly<Record<string, LearningStatus>> {
    return Object.fromEntries([...this.#underWay].map(([source, { status }]) => [source, status]))
  }
}
