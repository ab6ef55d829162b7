import { z } from 'zod'

/** Settings as TensorFlow.js hands them to kernels: a record of anything, so they are read, not believed. */
const length = z.number().int().min(0)
const pair = z.tuple([length, length])
const Shape = z.tuple([length, length, length, length])
const Strides = z.union([length, pair])
const Padding = z.union([z.enum(['valid', 'same']), length, z.tuple([pair, pair, pair, pair])])
const Rounding = z.enum(['floor', 'round', 'ceil']).optional()

const convolution = {
  strides: Strides,
  pad: Padding,
  dataFormat: z.enum(['NHWC', 'NCHW']).default('NHWC'),
  dimRoundingMode: Rounding,
}

/** What both gradients of a convolution are told of it. */
export const ConvolutionAttrs = z.object(convolution)
export type ConvolutionAttrs = z.infer<typeof ConvolutionAttrs>

export const FilterGradientAttrs = z.object({ ...convolution, filterShape: Shape })
export const InputGradientAttrs = z.object({ ...convolution, inputShape: Shape })
export const PoolAttrs = z.object({ filterSize: Strides, strides: Strides, pad: Padding, dimRoundingMode: Rounding })
