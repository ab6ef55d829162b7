import { z } from 'zod'
import { CHANNELS_LAST, type LayerWriter, layer, notInOnnx } from '../layer.ts'

/** Changes nothing once a network is trained. */
export const identity: LayerWriter = (input) => input

export const flatten: LayerWriter = layer(z.object({ data_format: CHANNELS_LAST }), (input, _, { graph }) => {
  const name = graph.add('Flatten', [graph.channelsLast(input).name], { axis: { int: 1 } })
  return { name, shape: [sizeOf(input.shape)], channels: 'last' }
})

/** One length may be left open, as -1 or null. */
const Reshape = z.object({ target_shape: z.array(z.number().int().nullable()) })

export const reshape: LayerWriter = layer(Reshape, (input, { target_shape }, site) => {
  const { graph } = site
  const open = target_shape.filter(isOpen)
  const known = sizeOf(target_shape.map((length) => (isOpen(length) ? 1 : length)))
  const shape = target_shape.map((length) => (isOpen(length) ? sizeOf(input.shape) / known : length))
  if (open.length > 1 || !shape.every(Number.isInteger) || sizeOf(shape) !== sizeOf(input.shape)) {
    throw notInOnnx(site, `[${input.shape.join(', ')}] does not become [${target_shape.join(', ')}]`)
  }
  // The 0 keeps the batch axis as it is.
  const name = graph.add('Reshape', [graph.channelsLast(input).name, graph.integers([0, ...shape])])
  return { name, shape, channels: 'last' }
})

/** Axes are counted from 1, the batch axis being 0. */
const Permute = z.object({ dims: z.array(z.number().int().positive()) })

export const permute: LayerWriter = layer(Permute, (input, { dims }, site) => {
  if ([...dims].sort((a, b) => a - b).join() !== input.shape.map((_, i) => i + 1).join()) {
    throw notInOnnx(site, `its axes [${dims.join(', ')}] are not those of its input`)
  }
  const { graph } = site
  const name = graph.add('Transpose', [graph.channelsLast(input).name], { perm: { ints: [0, ...dims] } })
  return { name, shape: dims.map((axis) => input.shape[axis - 1] ?? 1), channels: 'last' }
})

function isOpen(length: number | null): length is null {
  return length === null || length < 0
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
