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
}

export const classifierKinds: Readonly<Record<NetworkKindName, ClassifierKind>> = {
  cnn: { frontEnd: presets.fan, build: buildFanCnn },
  conv1d: { frontEnd: alongTime, build: buildTimeCnn },
  'cnn-lstm': { frontEnd: presets['keywords-by-frame'], build: buildCnnLstm },
}

function alongTime(choice: PresetChoice): FrontEndSpec {
  const { features, ...rest } = presets.fan(choice)
  return { ...rest, features: { ...features, layout: 'frames,coefficients' } }
}
