import { arrangement, createFrontEnd } from '../model/front-end.ts'
import type { NetworkArtifacts } from '../model/network-files.ts'
import type { FrontEndSpec } from '../model/presets.ts'
import { type Augmentation, halfOf, maskFrames, takeHalf } from './augmentation.ts'
import type { ClassifierKind, LearningHabits } from './classifier-kinds.ts'
import type { Evaluation } from './evaluate-rows.ts'
import { evaluate } from './evaluation.ts'
import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { computeStandardisation, keepLevels } from './standardisation.ts'
import type { Vary } from './train-epoch.ts'
import { toArtifacts } from './weights.ts'

interface Begun {
  /** The front end, standardisation still open. */
  readonly open: FrontEndSpec
  readonly kind: Pick<ClassifierKind, 'build' | 'habits'>
  readonly labelCount: number
  readonly seed: number
}

/** What a classifier in training has come to. */
interface ClassifierResult {
  readonly spec: FrontEndSpec
  readonly artifacts: NetworkArtifacts
  readonly training: Evaluation
  readonly weightCount: number
}

/** A network and the front end that is standardised by what it learns from. */
export class ClassifierInTraining {
  readonly spec: FrontEndSpec
  readonly network: TrainableNetwork
  readonly training: readonly Example[]
  readonly prepare: (heard: Example) => Example
  readonly #habits: LearningHabits

  /** @param learnt - Row-major `[nMfcc, frames]`, not standardised. */
  constructor(learnt: readonly Example[], { open, kind: { build, habits }, labelCount, seed }: Begun) {
    this.#habits = habits
    const centred = computeStandardisation(
      learnt.map(({ input }) => input),
      open.features.nMfcc,
    )
    const standardisation = habits.keepsLevels ? keepLevels(centred) : centred
    this.spec = { ...open, features: { ...open.features, standardisation } }
    const arrange = arrangement(this.spec.features)
    this.prepare = ({ input, label }) => ({ input: arrange(input), label })
    this.training = learnt.map(this.prepare)
    const { inputShape } = createFrontEnd(this.spec.audio, this.spec.features)
    this.network = build({ inputShape, labelCount, seed })
  }

  /** What an example is changed to, anew in every epoch. */
  varying({ maskShare }: Augmentation): Vary | undefined {
    const { hearsHalves } = this.#habits
    if (maskShare === 0 && !hearsHalves) return undefined
    const { frames, layout } = this.spec.features
    const framesAxis = layout === 'frames,coefficients' ? 'first' : 'last'
    const whole = { frames: frames.count, padColumns: frames.padColumns, framesAxis } as const
    const heard = hearsHalves ? halfOf(whole) : whole
    const shape = createFrontEnd(this.spec.audio, this.spec.features).inputShape
    return {
      inputShape: shape.with(framesAxis === 'first' ? 0 : 1, heard.frames),
      change: (input, random) => {
        const half = hearsHalves ? takeHalf(input, whole, random) : input
        return maskShare === 0 ? half : maskFrames(half, heard, maskShare, random)
      },
    }
  }

  evaluate(examples: readonly Example[]): Promise<Evaluation> {
    return evaluate(this.network.model, examples)
  }

  /** As it is kept: without layers that are there only for training. */
  async result(): Promise<ClassifierResult> {
    const plain = this.network.toPlain?.()
    try {
      const model = plain ?? this.network.model
      const training = await evaluate(model, this.training)
      return { spec: this.spec, artifacts: await toArtifacts(model), training, weightCount: model.countParams() }
    } finally {
      plain?.dispose()
    }
  }

  dispose(): void {
    this.network.model.dispose()
  }
}
