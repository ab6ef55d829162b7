import { type FrontEndSpec, type PresetChoice, presets } from '../model/presets.ts'
import type { NetworkKindName } from './classifier-kind-names.ts'
import { buildCnnLstm } from './networks/cnn-lstm.ts'
import { buildFanCnn } from './networks/fan-cnn.ts'
import { buildTimeCnn } from './networks/time-cnn.ts'
import type { NetworkParams, TrainableNetwork } from './networks/trainable-network.ts'

/** A kind of network: what it hears and what it is built of. */
export interface ClassifierKind {
  /** Its front end, standardisation still open. */
  readonly frontEnd: (choice: PresetChoice) => FrontEndSpec
  readonly build: (params: NetworkParams) => TrainableNetwork
  readonly habits: LearningHabits
}

/** How a kind learns, beyond what can be asked for. */
export interface LearningHabits {
  /** Every epoch hears another half of each recording. For steady sounds only. */
  readonly hearsHalves: boolean
  /** See `keepLevels`. */
  readonly keepsLevels: boolean
  /** Share of certainty that is spread over all labels: whoever need not be certain does not learn by heart. */
  readonly labelSmoothing: number
}

/** For networks that are not in danger of learning noise by heart. */
const PLAIN: LearningHabits = { hearsHalves: false, keepsLevels: false, labelSmoothing: 0 }

export const classifierKinds: Readonly<Record<NetworkKindName, ClassifierKind>> = {
  cnn: {
    frontEnd: presets.fan,
    build: buildFanCnn,
    habits: { hearsHalves: true, keepsLevels: true, labelSmoothing: 0.1 },
  },
  conv1d: { frontEnd: alongTime, build: buildTimeCnn, habits: PLAIN },
  'cnn-lstm': { frontEnd: presets['keywords-by-frame'], build: buildCnnLstm, habits: PLAIN },
}

/**
 * The fan monitor's window with as many coefficients as there are mel bands: fewer smooth away the lines by which a
 * shaft, its blades and the mains are heard.
 */
function alongTime(choice: PresetChoice): FrontEndSpec {
  const { features, ...rest } = presets.fan(choice)
  return { ...rest, features: { ...features, nMfcc: features.nMels, layout: 'frames,coefficients' } }
}
