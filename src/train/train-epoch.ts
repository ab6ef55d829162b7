import { add, log, mean, mul, neg, type Scalar, scalar, sum, type Tensor, tidy } from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { EngineError } from '../errors.ts'
import { Random } from '../synth/random.ts'
import { batchesOf, stackInputs, targets } from './batches.ts'
import { LEAST_PROBABILITY } from './evaluate-rows.ts'
import { exampleShape } from './evaluation.ts'
import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { type AdamState, ScheduledAdam, stepSizeAt } from './scheduled-adam.ts'
import { trainableVariables } from './weights.ts'

export interface EpochParams {
  /** Most passes over the training examples. */
  readonly epochs: number
  readonly batchSize: number
  /** Highest step size of Adam; it falls along a half cosine over the epochs. */
  readonly learningRate: number
  /** Decides the order of the examples. */
  readonly seed: number
  /** See {@link targets}; 0 where it is left out. */
  readonly labelSmoothing?: number
}

/** What training examples are changed to, anew in every epoch. */
export interface Vary {
  /** Gives another input; that which it is given must stay as it is. */
  readonly change: (input: Float32Array, random: Random) => Float32Array
  /** Of what `change` gives, where that differs from the network's own: layers that average take any length. */
  readonly inputShape?: readonly number[]
}

interface EpochOptions {
  /** Counted from 1. */
  readonly epoch: number
  /** What the epoch before ended with. */
  readonly adam: AdamState
  readonly vary?: Vary | undefined
  /** Told after every step how many examples of the epoch have been seen. */
  readonly onStep: (seen: number) => void
}

export interface TrainedEpoch {
  /** Mean cross-entropy while training, dropout and what labels are smoothed by included. @unit nat */
  readonly trainingLoss: number
  readonly learningRate: number
  readonly adam: AdamState
}

/**
 * One pass over the examples, in an order that the seed and the epoch decide.
 *
 * @throws {@link EngineError} when the loss is no longer a number.
 */
export async function trainEpoch(
  network: TrainableNetwork,
  training: readonly Example[],
  params: EpochParams,
  { epoch, adam, vary, onStep }: EpochOptions,
): Promise<TrainedEpoch> {
  const { model } = network
  network.startEpoch(epoch)
  const order = new Random(params.seed, `order/${epoch}`).shuffle([...training])
  const random = new Random(params.seed, `vary/${epoch}`)
  const varied = vary && ((example: Example) => ({ ...example, input: vary.change(example.input, random) }))
  const learningRate = stepSizeAt(epoch, params)
  // Every epoch begins with an optimiser made of its state, so that one that follows an interruption is no other.
  const optimizer = await ScheduledAdam.from(adam, trainableVariables(model))
  try {
    optimizer.stepSize = learningRate
    const batches = variedBatches(order, params.batchSize, varied)
    const options = {
      inputShape: vary?.inputShape ?? exampleShape(model),
      labelSmoothing: params.labelSmoothing,
      onStep,
    }
    const trainingLoss = await trainOnce(model, optimizer, batches, options)
    return { trainingLoss, learningRate, adam: await optimizer.state() }
  } finally {
    optimizer.dispose()
  }
}

function* variedBatches(
  examples: readonly Example[],
  batchSize: number,
  vary: (example: Example) => Example = (example) => example,
): Generator<readonly Example[]> {
  for (const batch of batchesOf(examples, batchSize)) yield batch.map(vary)
}

interface OnceOptions {
  readonly inputShape: readonly number[]
  readonly labelSmoothing?: number | undefined
  readonly onStep: (seen: number) => void
}

/** One pass. @returns The mean loss. */
async function trainOnce(
  model: LayersModel,
  optimizer: ScheduledAdam,
  batches: Iterable<readonly Example[]>,
  { inputShape, labelSmoothing, onStep }: OnceOptions,
): Promise<number> {
  const labelCount = model.outputs[0]?.shape.at(-1) ?? 0
  const variables = trainableVariables(model)
  let total = 0
  let seen = 0
  for (const batch of batches) {
    const loss = tidy(() => {
      const inputs = stackInputs(batch, inputShape)
      const labels = targets(batch, labelCount, labelSmoothing)
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
