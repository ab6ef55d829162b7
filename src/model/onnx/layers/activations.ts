import { z } from 'zod'
import { ACTIVATION, activate, clip } from '../activation.ts'
import { type LayerWriter, layer, notInOnnx } from '../layer.ts'

export const activation: LayerWriter = layer(z.object({ activation: ACTIVATION }), (input, config, { graph }) =>
  activate(graph, input, config.activation),
)

export const softmax: LayerWriter = layer(z.object({ axis: z.number().int().nullish() }), (input, { axis }, site) => {
  const wanted = axis ?? -1
  if (wanted !== -1 && wanted !== input.shape.length) throw notInOnnx(site, `its axis ${axis} is not the last`)
  return activate(site.graph, input, 'softmax')
})

export const relu: LayerWriter = layer(z.object({ max_value: z.number().nullish() }), (input, { max_value }, site) => {
  const { graph } = site
  const name = max_value == null ? graph.add('Relu', [input.name]) : clip(graph, input.name, max_value)
  return { ...input, name }
})

/** @param alpha - Of the layer when it does not say. */
export function slopedActivation(operator: 'LeakyRelu' | 'Elu', alpha: number): LayerWriter {
  return layer(z.object({ alpha: z.number().nullish() }), (input, config, { graph }) => ({
    ...input,
    name: graph.add(operator, [input.name], { alpha: { float: config.alpha ?? alpha } }),
  }))
}
