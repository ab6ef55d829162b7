import { type FrontEndSpec, type PresetChoice, presets } from '../model/presets.ts'
import { buildFanCnn } from './networks/fan-cnn.ts'
import type { NetworkParams, TrainableNetwork } from './networks/trainable-network.ts'

/** A kind of classifier: what it hears and what it is built of. */
export interface ClassifierKind {
  /** Its front end, standardisation still open. */
  readonly frontEnd: (choice: PresetChoice) => FrontEndSpec
  readonly build: (params: NetworkParams) => TrainableNetwork
}

const CLASSIFIER_KIND_NAMES = ['cnn'] as const
export type ClassifierKindName = (typeof CLASSIFIER_KIND_NAMES)[number]

export const classifierKinds: Readonly<Record<ClassifierKindName, ClassifierKind>> = {
  cnn: { frontEnd: presets.fan, build: buildFanCnn },
}
