import type { AlarmEvent } from '../detect/alarm-event.ts'
import type { LiveModel } from '../pipeline/live-model.ts'
import type { Pipeline } from '../pipeline/pipeline.ts'
import type { Clock } from '../pipeline/ports.ts'
import { ReviewDesk } from '../pipeline/review/review-desk.ts'
import type { ReviewStore } from '../pipeline/review/review-store.ts'
import { RuleDesk } from '../pipeline/review/rule-desk.ts'
import type { Keeping } from './keeping.ts'
import type { ModuleTwin } from './module-twin.ts'

export interface DeskParts {
  readonly pipeline: Pick<Pipeline, 'onUpdate' | 'sources'>
  readonly liveModel: Pick<LiveModel, 'scorer'>
  readonly twin: ModuleTwin
  readonly clock: Clock
}

/** Where people say what they think of alarms, and try and change rules. */
export interface Desks {
  readonly reviewDesk: ReviewDesk
  readonly reviewStore: ReviewStore
  readonly ruleDesk: RuleDesk
}

/** Raised alarms that can be reviewed although their sound is not kept. */
const REMEMBERED_ALARMS = 500

export function createDesks({ clips, reviews, history }: Keeping, parts: DeskParts): Desks {
  const { pipeline, liveModel, twin, clock } = parts
  const raised: AlarmEvent[] = []
  pipeline.onUpdate((update) => {
    if (update.kind !== 'event' || update.event.data.state !== 'raised') return
    raised.push(update.event)
    if (raised.length > REMEMBERED_ALARMS) raised.shift()
  })
  const labels = () => liveModel.scorer.manifest.labels
  const standing = (): AlarmEvent[] => pipeline.sources().flatMap(({ alarm }) => (alarm.event ? [alarm.event] : []))
  return {
    reviewDesk: new ReviewDesk({
      store: reviews,
      clips,
      events: () => [...raised, ...standing()],
      normalLabel: () => labels().find(({ normal }) => normal)?.name ?? 'normal',
      clock,
    }),
    reviewStore: reviews,
    ruleDesk: new RuleDesk({
      history,
      reviews: () => reviews.list(),
      inForce: twin,
      bundle: () => liveModel.scorer.manifest,
    }),
  }
}
