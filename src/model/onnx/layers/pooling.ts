import { z } from 'zod'
import { CHANNELS_LAST, channelsOf, type LayerWriter, layer, notInOnnx, refuseOtherRank } from '../layer.ts'
import { lay, PADDING, perAxis } from '../places.ts'

/** Padding counts for neither the maximum nor the average, in TensorFlow.js as in ONNX. */
export function pooling(operator: 'MaxPool' | 'AveragePool', axes: 1 | 2): LayerWriter {
  const settings = z.object({
    pool_size: perAxis(axes),
    strides: perAxis(axes).nullish(),
    padding: PADDING,
    data_format: CHANNELS_LAST,
  })
  return layer(settings, (input, { pool_size, strides, padding }, site) => {
    refuseOtherRank(input, axes + 1, site)
    const places = { kernel: pool_size, strides: strides ?? pool_size, padding }
    const { lengths, attributes } = lay(input.shape.slice(0, -1), places)
    if (Math.min(...lengths) < 1) throw notInOnnx(site, 'its pool is larger than its input')
    const name = site.graph.add(operator, [site.graph.channelsFirst(input).name], attributes)
    return { name, shape: [...lengths, channelsOf(input)], channels: 'first' }
  })
}

/** Over all places, which leaves one number a channel. */
export function globalPooling(operator: 'GlobalMaxPool' | 'GlobalAveragePool', axes: 1 | 2): LayerWriter {
  return layer(z.object({ data_format: CHANNELS_LAST, keepdims: z.literal(false).nullish() }), (input, _, site) => {
    refuseOtherRank(input, axes + 1, site)
    const { graph } = site
    const pooled = graph.add(operator, [graph.channelsFirst(input).name])
    const name = graph.add('Flatten', [pooled], { axis: { int: 1 } })
    return { name, shape: [channelsOf(input)], channels: 'last' }
  })
}
