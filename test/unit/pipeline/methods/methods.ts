import { decodeWav } from '../../../../src/audio/wav.ts'
import { LiveLearner } from '../../../../src/learn/live-learner.ts'
import type { LiveLearning } from '../../../../src/learn/live-learning.ts'
import { Learnings } from '../../../../src/pipeline/learning/learnings.ts'
import { LiveModel } from '../../../../src/pipeline/live-model.ts'
import { createMethodTable } from '../../../../src/pipeline/methods/method-table.ts'
import { SourceModels } from '../../../../src/pipeline/source-models.ts'
import { listening } from '../listening.ts'
import { loudnessShelf } from '../loudness-shelf.ts'
import { memoryAssignments } from '../memory-assignments.ts'

/** The direct methods of a module that judges by loudness; time passes by hand. */
export async function methodsAtWork() {
  const { shelf } = await loudnessShelf({ loudness: {}, other: {}, damaged: 'damaged' })
  const liveModel = await LiveModel.load(shelf, { name: 'loudness', hopFrames: 0 })
  const flow = listening({ scorer: liveModel.windows })
  const assignments = memoryAssignments()
  const sourceModels = new SourceModels({
    shelf,
    store: assignments,
    pipeline: flow.pipeline,
    maxSources: 9,
    log: flow.log,
  })
  const plans: LiveLearning[] = []
  const kept = new Map<string, Uint8Array>()
  const learnings = new Learnings({
    pipeline: flow.pipeline,
    begin: (plan) => {
      plans.push(plan)
      return new LiveLearner(plan)
    },
    accept: async () => undefined,
    clock: () => flow.time.nowMs,
    log: flow.log,
  })
  const methods = createMethodTable({
    pipeline: flow.pipeline,
    liveModel,
    shelf,
    decode: (bytes) => decodeWav(bytes, { maxBytes: 1e6, maxSeconds: 60 }),
    status: () => ({ version: '1.2.3' }),
    sourceModels,
    learnings,
    keptSound: { read: async (model) => kept.get(model) },
    useModel: (name) => liveModel.use(flow.pipeline, { name, hopFrames: 0 }),
    clock: () => flow.time.nowMs,
  })
  async function call(name: string, payload?: unknown) {
    const handler = methods.get(name)
    if (handler === undefined) throw new Error(`there is no method ${name}`)
    return handler(payload)
  }
  return { ...flow, methods, call, plans, assignments, kept }
}
