import { add, log, mean, mul, neg, type Scalar, scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError, ParameterError } from '../errors.ts'
import { Random } from '../synth/random.ts'
import { batchesOf, oneHotLabels, stackInputs } from './batches.ts'
import { evaluate, exampleShape, LEAST_PROBABILITY } from './evaluation.ts'
import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { ScheduledAdam, stepSizeAt } from './scheduled-adam.ts'
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
): Promise<FitResult> {
  const { model } = network
  if (training.length === 0 || validation.length === 0) throw new ParameterError('there are no examples to train on')
  if (params.epochs < 1) throw new ParameterError(`epochs must be at least 1, got ${params.epochs}`)

  const optimizer = new ScheduledAdam()
  const epochs: EpochMetrics[] = []
  let best: EpochMetrics | undefined
  let bestWeights: Float32Array[] = []
  try {
    for (let epoch = 1; epoch <= params.epochs; epoch += 1) {
      const learningRate = stepSizeAt(epoch, params)
      optimizer.stepSize = learningRate
      network.startEpoch(epoch)
      const order = new Random(params.seed, `order/${epoch}`).shuffle([...training])
      const trainingLoss = await trainOnce(model, optimizer, order, params.batchSize)
      const { loss, accuracy } = await evaluate(model, validation)
      const metrics = { epoch, trainingLoss, validationLoss: loss, validationAccuracy: accuracy, learningRate }
      epochs.push(metrics)
      await onEpoch(metrics)
      if (best === undefined || loss < best.validationLoss) {
        best = metrics
        bestWeights = await copyWeights(model)
      } else if (epoch - best.epoch >= params.patience) break
    }
  } finally {
    optimizer.dispose()
  }
  if (best === undefined) throw new EngineError('the loss on the validation examples was never a number')
  restoreWeights(model, bestWeights)
  return { epochs, best }
}

/** One pass. @returns The mean loss. */
async function trainOnce(
  model: LayersModel,
  optimizer: ScheduledAdam,
  examples: readonly Example[],
  batchSize: number,
): Promise<number> {
  const inputShape = exampleShape(model)
  const labelCount = model.outputs[0]?.shape.at(-1) ?? 0
  const variables = trainableVariables(model)
  let total = 0
  for (const batch of batchesOf(examples, batchSize)) {
    const loss = tidy(() => {
      const inputs = stackInputs(batch, inputShape)
      const labels = oneHotLabels(batch, labelCount)
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
  }
  return total / examples.length
}

function apply(model: LayersModel, inputs: Tensor): Tensor {
  const [output] = [model.apply(inputs, { training: true })].flat()
  if (output === undefined || !('dataId' in output)) throw new EngineError('the network gave no output')
  return output
}

/** Mean of -log p(right label). */
function crossEntropy(probabilities: Tensor, labels: Tensor): Scalar {
  const right = sum(mul(probabilities, labels), -1)
  return neg(mean<Scalar>(log(add(right, scalar(LEAST_PROBABILITY)))))
}
