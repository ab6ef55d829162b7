import { z } from 'zod'
import { ACTIVATION, activate } from '../activation.ts'
import type { Value } from '../graph.ts'
import {
  CHANNELS_LAST,
  channelsOf,
  type LayerSite,
  type LayerWriter,
  layer,
  notInOnnx,
  refuseOtherRank,
  USE_BIAS,
} from '../layer.ts'
import { transpose } from '../layer-weights.ts'
import { lay, PADDING, type Places, perAxis } from '../places.ts'

const whole = z.number().int().positive()

function settings(axes: number) {
  return {
    kernel_size: perAxis(axes),
    strides: perAxis(axes).nullish(),
    dilation_rate: perAxis(axes).nullish(),
    padding: PADDING,
    data_format: CHANNELS_LAST,
    use_bias: USE_BIAS,
    activation: ACTIVATION,
  }
}

type Settings = z.output<z.ZodObject<ReturnType<typeof settings>>>

function placesOf({ kernel_size, strides, dilation_rate, padding }: Settings): Places {
  const ones = kernel_size.map(() => 1)
  return { kernel: kernel_size, strides: strides ?? ones, dilations: dilation_rate ?? ones, padding }
}

/** The kernel's own axes stand first in TensorFlow.js and last in ONNX, behind outputs and inputs. */
export function convolution(axes: 1 | 2): LayerWriter {
  return layer(z.object({ ...settings(axes), filters: whole }), (input, config, site) => {
    refuseOtherRank(input, axes + 1, site)
    const { filters, kernel_size } = config
    const shape = [...kernel_size, channelsOf(input), filters]
    const kernel = transpose(site.weights.take(`${site.name}/kernel`, shape), shape, [
      axes + 1,
      axes,
      ...kernel_size.keys(),
    ])
    const bias = config.use_bias ? site.weights.take(`${site.name}/bias`, [filters]) : undefined
    const convolved = convolve(input, { kernel, filters, groups: 1, bias, places: placesOf(config) }, site)
    return activate(site.graph, convolved, config.activation)
  })
}

const Depthwise = z.object({ ...settings(2), depth_multiplier: whole.nullish().transform((factor) => factor ?? 1) })

/** Every channel by itself. */
export const depthwiseConvolution: LayerWriter = layer(Depthwise, (input, config, site) => {
  const filters = channelsOf(input) * config.depth_multiplier
  const bias = config.use_bias ? site.weights.take(`${site.name}/bias`, [filters]) : undefined
  return activate(site.graph, convolveDepthwise(input, config, bias, site), config.activation)
})

/** Every channel by itself, and then all together at each place. */
export const separableConvolution: LayerWriter = layer(Depthwise.extend({ filters: whole }), (input, config, site) => {
  const depthwise = convolveDepthwise(input, config, undefined, site)
  const { filters } = config
  const shape = [1, 1, channelsOf(depthwise), filters]
  const kernel = transpose(site.weights.take(`${site.name}/pointwise_kernel`, shape), shape, [3, 2, 0, 1])
  const bias = config.use_bias ? site.weights.take(`${site.name}/bias`, [filters]) : undefined
  const places: Places = { kernel: [1, 1], strides: [1, 1], padding: 'valid' }
  const convolved = convolve(depthwise, { kernel, filters, groups: 1, bias, places }, site)
  return activate(site.graph, convolved, config.activation)
})

function convolveDepthwise(
  input: Value,
  config: z.output<typeof Depthwise>,
  bias: Float32Array | undefined,
  site: LayerSite,
): Value {
  refuseOtherRank(input, 3, site)
  const groups = channelsOf(input)
  const shape = [...config.kernel_size, groups, config.depth_multiplier]
  const kernel = transpose(site.weights.take(`${site.name}/depthwise_kernel`, shape), shape, [2, 3, 0, 1])
  const filters = groups * config.depth_multiplier
  return convolve(input, { kernel, filters, groups, bias, places: placesOf(config) }, site)
}

interface Convolution {
  /** Outputs × inputs of a group × the kernel's own axes. */
  readonly kernel: Float32Array
  readonly filters: number
  readonly groups: number
  readonly bias: Float32Array | undefined
  readonly places: Places
}

function convolve(input: Value, { kernel, filters, groups, bias, places }: Convolution, site: LayerSite): Value {
  const { graph } = site
  const first = graph.channelsFirst(input)
  const { lengths, attributes } = lay(input.shape.slice(0, -1), places)
  if (Math.min(...lengths) < 1) throw notInOnnx(site, 'its kernel is larger than its input')
  const inputs = [
    first.name,
    graph.weights(kernel, [filters, channelsOf(input) / groups, ...places.kernel]),
    ...(bias ? [graph.weights(bias, [filters])] : []),
  ]
  const name = graph.add('Conv', inputs, { ...attributes, group: { int: groups } })
  return { name, shape: [...lengths, filters], channels: 'first' }
}
