/** Kinds of classifiers that are trained epoch by epoch. */
const NETWORK_KIND_NAMES = ['cnn', 'conv1d', 'cnn-lstm'] as const
export type NetworkKindName = (typeof NETWORK_KIND_NAMES)[number]

/** Longest training, patience and highest step size, as they suit a kind. */
interface FitDefaults {
  readonly epochs: number
  /** Of `cnn` as long as the training: what it makes of other recordings swings until its steps become small. */
  readonly patience: number
  readonly learningRate: number
}

export const FIT_DEFAULTS: Readonly<Record<NetworkKindName, FitDefaults>> = {
  cnn: { epochs: 40, patience: 40, learningRate: 0.004 },
  conv1d: { epochs: 30, patience: 20, learningRate: 0.002 },
  'cnn-lstm': { epochs: 60, patience: 20, learningRate: 0.002 },
}

/** All kinds of classifiers that can be trained. */
export const CLASSIFIER_KIND_NAMES = [...NETWORK_KIND_NAMES, 'lda'] as const
export type ClassifierKindName = (typeof CLASSIFIER_KIND_NAMES)[number]

/** Kinds whose labels are events by themselves, so that none of them has to mean that all is well. */
export const SPOTTER_KINDS: readonly ClassifierKindName[] = ['cnn-lstm']
