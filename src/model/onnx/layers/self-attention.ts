import { z } from 'zod'
import { ACTIVATION, activate } from '../activation.ts'
import { channelsOf, type LayerWriter, layer, NEVER, refuseOtherRank } from '../layer.ts'

const flag = z
  .boolean()
  .nullish()
  .transform((isUsed) => isUsed ?? true)

const SelfAttention = z.object({
  units: z.number().int().positive(),
  attention_type: z.literal('additive').nullish(),
  attention_activation: ACTIVATION,
  use_additive_bias: flag,
  use_attention_bias: flag,
  attention_width: z.null().optional(),
  return_attention: NEVER,
})

/** Additive self-attention, step by step as `SequenceSelfAttention` says it. */
export const selfAttention: LayerWriter = layer(SelfAttention, (input, config, site) => {
  refuseOtherRank(input, 2, site)
  const { graph, weights, name } = site
  const { units } = config
  const features = channelsOf(input)
  const x = graph.channelsLast(input).name
  const take = (weight: string, shape: readonly number[]): string =>
    graph.weights(weights.take(`${name}/${weight}`, shape), shape)
  const project = (weight: string, axis: number): string => {
    const projected = graph.add('MatMul', [x, take(weight, [features, units])])
    return graph.add('Unsqueeze', [projected, graph.integers([axis])])
  }
  const pairs = graph.add('Add', [project('Wt', 2), project('Wx', 1)])
  const biased = config.use_additive_bias ? graph.add('Add', [pairs, take('bh', [units])]) : pairs
  const product = graph.add('MatMul', [graph.add('Tanh', [biased]), take('Wa', [units, 1])])
  const energies = config.use_attention_bias ? graph.add('Add', [product, take('ba', [1])]) : product
  const squeezed = graph.add('Squeeze', [energies, graph.integers([3])])
  const [steps = 1] = input.shape
  const emissions = activate(
    graph,
    { name: squeezed, shape: [steps, steps], channels: 'last' },
    config.attention_activation,
  )
  const shares = graph.add('Softmax', [emissions.name], { axis: { int: -1 } })
  return { name: graph.add('MatMul', [shares, x]), shape: input.shape, channels: 'last' }
})
