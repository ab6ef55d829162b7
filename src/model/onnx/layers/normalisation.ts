import { z } from 'zod'
import type { Value } from '../graph.ts'
import { channelsOf, type LayerSite, type LayerWriter, layer, notInOnnx } from '../layer.ts'

const Normalisation = z.object({
  axis: z.union([z.number().int(), z.array(z.number().int()).length(1)]).nullish(),
  epsilon: z
    .number()
    .nullish()
    .transform((epsilon) => epsilon ?? 1e-3),
  center: z
    .boolean()
    .nullish()
    .transform((isUsed) => isUsed ?? true),
  scale: z
    .boolean()
    .nullish()
    .transform((isUsed) => isUsed ?? true),
})

type Settings = z.output<typeof Normalisation>

/** By the means and variances of training, channel by channel. */
export const batchNormalisation: LayerWriter = layer(Normalisation, (input, config, site) => {
  refuseOtherAxis(input, config, site)
  const { graph, weights, name } = site
  const first = graph.channelsFirst(input)
  const shape = [channelsOf(input)]
  const learned = learnedInputs(config, shape, site)
  const moments = ['moving_mean', 'moving_variance'].map((moment) =>
    graph.weights(weights.take(`${name}/${moment}`, shape), shape),
  )
  const normalised = graph.add('BatchNormalization', [first.name, ...learned, ...moments], {
    epsilon: { float: config.epsilon },
  })
  return { ...first, name: normalised }
})

/** By the mean and variance of the last axis itself. */
export const layerNormalisation: LayerWriter = layer(Normalisation, (input, config, site) => {
  refuseOtherAxis(input, config, site)
  const last = site.graph.channelsLast(input)
  const learned = learnedInputs(config, [channelsOf(input)], site)
  const normalised = site.graph.add('LayerNormalization', [last.name, ...learned], {
    axis: { int: -1 },
    epsilon: { float: config.epsilon },
  })
  return { ...last, name: normalised }
})

/** Scale and offset: ONNX wants them also where the layer has learned none. */
function learnedInputs({ scale, center }: Settings, shape: readonly number[], site: LayerSite): string[] {
  const { graph, weights, name } = site
  const plain = (value: number) => new Float32Array(shape[0] ?? 1).fill(value)
  return [
    graph.weights(scale ? weights.take(`${name}/gamma`, shape) : plain(1), shape),
    graph.weights(center ? weights.take(`${name}/beta`, shape) : plain(0), shape),
  ]
}

function refuseOtherAxis({ shape }: Value, { axis }: Settings, site: LayerSite): void {
  const [wanted = -1] = [axis ?? -1].flat()
  if (wanted !== -1 && wanted !== shape.length) throw notInOnnx(site, `it normalises axis ${wanted}, not the last`)
}
