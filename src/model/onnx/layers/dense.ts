import { z } from 'zod'
import { ACTIVATION, activate } from '../activation.ts'
import { channelsOf, type LayerWriter, layer, USE_BIAS } from '../layer.ts'

const Dense = z.object({ units: z.number().int().positive(), use_bias: USE_BIAS, activation: ACTIVATION })

/** Along the last axis, whatever stands before it. */
export const dense: LayerWriter = layer(Dense, (input, { units, use_bias, activation }, { graph, weights, name }) => {
  const last = graph.channelsLast(input)
  const features = channelsOf(input)
  const kernel = graph.weights(weights.take(`${name}/kernel`, [features, units]), [features, units])
  const product = graph.add('MatMul', [last.name, kernel])
  const sum = use_bias
    ? graph.add('Add', [product, graph.weights(weights.take(`${name}/bias`, [units]), [units])])
    : product
  return activate(graph, { name: sum, shape: [...input.shape.slice(0, -1), units], channels: 'last' }, activation)
})
