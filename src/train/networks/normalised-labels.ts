import { tensor1d, tensor2d, tidy } from '@tensorflow/tfjs-core'
import { initializers, layers, type Sequential } from '@tensorflow/tfjs-layers'
import { EngineError } from '../../errors.ts'
import { MaskSource, SeededDropout } from './seeded-dropout.ts'
import type { NetworkParams, TrainableNetwork } from './trainable-network.ts'

const NORMALISATION = 'normalisation'
const LABELS = 'labels'
const EPSILON = 1e-3
/** Share of the old value that running means keep: an epoch here may have five steps. */
const MOMENTUM = 0.9
const DROPOUT_RATE = 0.2

/**
 * A network whose features are averages over a recording.
 *
 * @param averages - Makes the layers up to the averages, which have `blocks` blocks.
 */
export function averagingNetwork(
  params: NetworkParams,
  blocks: number,
  averages: (params: NetworkParams) => Sequential,
): TrainableNetwork {
  const { labelCount, seed } = params
  const masks = new MaskSource(seed)
  const model = averages(params)
  addNormalisedLabels(model, { labelCount, seed: seed + blocks, masks })
  return {
    model,
    startEpoch: (epoch) => masks.startEpoch(epoch),
    toPlain: () => foldNormalisation(averages(params), model),
  }
}

interface LabelLayers {
  readonly labelCount: number
  readonly seed: number
  readonly masks: MaskSource
}

/**
 * The end of a network whose features are averages over a recording: normalisation, dropout, one dense layer.
 *
 * Averages of different recordings lie close together and far from zero. Adam, whose steps know nothing of that, takes
 * thousands of them to tell such features apart; normalised by the batch, it takes a hundred. For the same reason
 * nothing may be dropped before the average: rectified noise has another mean than none, so that a network would
 * meet other averages when it is used than those it learnt from.
 */
function addNormalisedLabels(model: Sequential, { labelCount, seed, masks }: LabelLayers): void {
  model.add(layers.batchNormalization({ name: NORMALISATION, momentum: MOMENTUM, epsilon: EPSILON }))
  model.add(new SeededDropout({ name: 'dropout', rate: DROPOUT_RATE, masks }))
  model.add(denseLabels(labelCount, initializers.glorotUniform({ seed })))
}

/**
 * Complete a network without its normalisation, so that it answers the same: that is one more product and sum, and so
 * can be part of the dense layer's.
 *
 * @param plain - The layers before {@link addNormalisedLabels}, as new; is completed and takes the weights.
 * @param trained - The same layers and the normalised end.
 */
function foldNormalisation(plain: Sequential, trained: Sequential): Sequential {
  const [gamma, beta, mean, variance] = valuesOf(trained, NORMALISATION)
  const [kernel, bias] = valuesOf(trained, LABELS)
  if (!gamma || !beta || !mean || !variance || !kernel || !bias) {
    throw new EngineError('the network has no normalised labels')
  }
  const labelCount = bias.length
  const foldedBias = Float64Array.from(bias)
  const foldedKernel = kernel.map((weight, i) => {
    const feature = Math.floor(i / labelCount)
    const scale = (gamma[feature] as number) / Math.sqrt((variance[feature] as number) + EPSILON)
    foldedBias[i % labelCount] =
      (foldedBias[i % labelCount] as number) + weight * ((beta[feature] as number) - (mean[feature] as number) * scale)
    return weight * scale
  })
  plain.add(denseLabels(labelCount))
  tidy(() => {
    for (const layer of plain.layers) {
      if (layer.name !== LABELS) layer.setWeights(trained.getLayer(layer.name).getWeights())
    }
    const folded = [tensor2d(foldedKernel, [gamma.length, labelCount]), tensor1d(Float32Array.from(foldedBias))]
    plain.getLayer(LABELS).setWeights(folded)
  })
  return plain
}

function denseLabels(units: number, kernelInitializer?: ReturnType<typeof initializers.glorotUniform>) {
  return layers.dense({
    name: LABELS,
    units,
    activation: 'softmax',
    ...(kernelInitializer ? { kernelInitializer } : {}),
  })
}

function valuesOf(model: Sequential, layer: string): Float32Array[] {
  return model
    .getLayer(layer)
    .getWeights()
    .map((weight) => Float32Array.from(weight.dataSync()))
}
