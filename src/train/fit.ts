import { add, log, mean, mul, neg, type Scalar, scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError, ParameterError } from '../errors.ts'
import { Random } from '../synth/random.ts'
import { batchesOf, stackInputs, targets } from './batches.ts'
import { LEAST_PROBABILITY } from './evaluate-rows.ts'
import { evaluate, exampleShape } from './evaluation.ts'
import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { type AdamState, ScheduledAdam, stepSizeAt } from './scheduled-adam.ts'
import { copyWeights, restoreWeights, trainableVariables } from './weights.ts'

export interface FitParams {
  /** Most passes over the training examples. */
  readonly epochs: number
  readonly batchSize: number
  /** Highest step size of Adam; it falls along a half cosine over the epochs. */
  readonly learningRate: number
  /** Stop when the validation loss has not fallen for so many epochs. */
  readonly patience: number
  /** Decides the order of the examples. */
  readonly seed: number
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
  /** What a training example is changed to, anew in every epoch; the input itself must stay as it is. */
  readonly vary?: ((input: Float32Array, random: Random) => Float32Array) | undefined
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
  let adam = from?.adam ?? { iterations: 0, moments: [] }
  while (epochs.length < params.epochs && !isExhausted(epochs, params.patience)) {
    const epoch = epochs.length + 1
    network.startEpoch(epoch)
    const order = new Random(params.seed, `order/${epoch}`).shuffle([...training])
    const random = new Random(params.seed, `vary/${epoch}`)
    const varied = vary && ((example: Example) => ({ ...example, input: vary(example.input, random) }))
    const learningRate = stepSizeAt(epoch, params)
    // Every epoch begins with an optimiser made of its state, so that one that follows an interruption is no other.
    const optimizer = await ScheduledAdam.from(adam, trainableVariables(model))
    try {
      optimizer.stepSize = learningRate
      const trainingLoss = await trainOnce(model, optimizer, variedBatches(order, params.batchSize, varied), (seen) =>
        onStep(seen, epoch),
      )
      const { loss, accuracy } = await evaluate(model, validation)
      epochs.push({ epoch, trainingLoss, validationLoss: loss, validationAccuracy: accuracy, learningRate })
      adam = await optimizer.state()
    } finally {
      optimizer.dispose()
    }
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

function* variedBatches(
  examples: readonly Example[],
  batchSize: number,
  vary: (example: Example) => Example = (example) => example,
): Generator<readonly Example[]> {
  for (const batch of batchesOf(examples, batchSize)) yield batch.map(vary)
}

/** One pass. @returns The mean loss. */
async function trainOnce(
  model: LayersModel,
  optimizer: ScheduledAdam,
  batches: Iterable<readonly Example[]>,
  onStep: (seen: number) => void,
): Promise<number> {
  const inputShape = exampleShape(model)
  const labelCount = model.outputs[0]?.shape.at(-1) ?? 0
  const variables = trainableVariables(model)
  let total = 0
  let seen = 0
  for (const batch of batches) {
    const loss = tidy(() => {
      const inputs = stackInputs(batch, inputShape)
      const labels = targets(batch, labelCount)
      const cost = optimizer.minimize(() => crossEntropy(apply(model, inputs), labels), true, variables)
      if (cost === null) throw new EngineError('the optimiser gave no loss')
      return cost
    })
    const [value = Number.NaN] = await loss.data()
    loss.dispose()
    if (!Number.isFinite(value)) {
      throw new EngineError(`the loss became ${value}: lower the learning rate, or look for damaged recordings`)
    }
    total += value * batch.length
    seen += batch.length
    onStep(seen)
  }
  return total / seen
}

function apply(model: LayersModel, inputs: Tensor): Tensor {
  const [output] = [model.apply(inputs, { training: true })].flat()
  if (output === undefined || !('dataId' in output)) throw new EngineError('the network gave no output')
  return output
}

/** Mean of -Σ target · log p. */
function crossEntropy(probabilities: Tensor, labels: Tensor): Scalar {
  const logs = log(add(probabilities, scalar(LEAST_PROBABILITY)))
  return neg(mean<Scalar>(sum(mul(logs, labels), -1)))
}
