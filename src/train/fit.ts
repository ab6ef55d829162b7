import { EngineError, ParameterError } from '../errors.ts'
import { evaluate } from './evaluation.ts'
import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { type AdamState, NO_STEPS } from './scheduled-adam.ts'
import { type EpochParams, trainEpoch, type Vary } from './train-epoch.ts'
import { copyWeights, restoreWeights } from './weights.ts'

export interface FitParams extends EpochParams {
  /** Stop when the validation loss has not fallen for so many epochs. */
  readonly patience: number
}

export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number
  /** Mean cross-entropy while training, dropout included. @unit nat */
  readonly trainingLoss: number
  readonly validationLoss: number
  readonly validationAccuracy: number
  readonly learningRate: number
}

export interface FitResult {
  readonly epochs: readonly EpochMetrics[]
  /** The epoch whose weights the network has now: that of the lowest validation loss. */
  readonly best: EpochMetrics
}

export interface FitExamples {
  readonly training: readonly Example[]
  readonly validation: readonly Example[]
}

/** All that training has come to after an epoch: from here it can go on as if it had never stopped. */
export interface FitState {
  /** At least one. */
  readonly epochs: readonly EpochMetrics[]
  readonly weights: readonly Float32Array[]
  /** Of the epoch with the lowest validation loss; empty while that was never a number. */
  readonly bestWeights: readonly Float32Array[]
  readonly adam: AdamState
}

export interface FitOptions {
  /** Told after every step how many examples of the epoch have been seen. */
  readonly onStep?: (seen: number, epoch: number) => void
  /** Given what an epoch ended with, before `onEpoch`. */
  readonly onState?: (state: FitState) => void | Promise<void>
  /** Where to go on. The same parameters and examples then give the weights of a training without a break. */
  readonly from?: FitState | undefined
  readonly vary?: Vary | undefined
}

/**
 * Train a network by Adam on the cross-entropy, and leave it with the weights that did best on the
 * validation examples. The same seed, examples and engine give the same weights.
 *
 * @param onEpoch - Told of every epoch as it ends.
 * @throws {@link EngineError} when the loss is no longer a number.
 * @throws {@link ParameterError} when there are no examples or no epochs.
 */
export async function fitNetwork(
  network: TrainableNetwork,
  { training, validation }: FitExamples,
  params: FitParams,
  onEpoch: (metrics: EpochMetrics) => void | Promise<void> = () => undefined,
  { onStep = () => undefined, onState, from, vary }: FitOptions = {},
): Promise<FitResult> {
  const { model } = network
  if (training.length === 0 || validation.length === 0) throw new ParameterError('there are no examples to train on')
  if (params.epochs < 1) throw new ParameterError(`epochs must be at least 1, got ${params.epochs}`)

  if (from !== undefined) restoreWeights(model, from.weights)
  const epochs: EpochMetrics[] = [...(from?.epochs ?? [])]
  let best = bestOf(epochs)
  let bestWeights = from?.bestWeights ?? []
  let adam = from?.adam ?? NO_STEPS
  while (epochs.length < params.epochs && !isExhausted(epochs, params.patience)) {
    const epoch = epochs.length + 1
    const options = { epoch, adam, vary, onStep: (seen: number) => onStep(seen, epoch) }
    const { trainingLoss, learningRate, adam: reached } = await trainEpoch(network, training, params, options)
    adam = reached
    const { loss, accuracy } = await evaluate(model, validation)
    epochs.push({ epoch, trainingLoss, validationLoss: loss, validationAccuracy: accuracy, learningRate })
    const weights = await copyWeights(model)
    best = bestOf(epochs)
    if (best?.epoch === epoch) bestWeights = weights
    await onState?.({ epochs, weights, bestWeights, adam })
    const last = epochs.at(-1)
    if (last !== undefined) await onEpoch(last)
  }
  if (best === undefined) throw new EngineError('the loss on the validation examples was never a number')
  restoreWeights(model, bestWeights)
  return { epochs, best }
}

/** The first epoch with the lowest validation loss. */
function bestOf(epochs: readonly EpochMetrics[]): EpochMetrics | undefined {
  let best: EpochMetrics | undefined
  for (const metrics of epochs) {
    if (metrics.validationLoss < (best?.validationLoss ?? Number.POSITIVE_INFINITY)) best = metrics
  }
  return best
}

function isExhausted(epochs: readonly EpochMetrics[], patience: number): boolean {
  return epochs.length > 0 && epochs.length - (bestOf(epochs)?.epoch ?? 0) >= patience
}
