import { Conv2D, Conv2DBackpropFilter, Slice, Transpose } from '@tensorflow/tfjs-core'
import { convolutionAttrs, describeConvolution, shape4D } from './convolution.ts'
import { FilterGradientAttrs } from './kernel-attrs.ts'
import { dispose, runWasmKernel, wasmKernel } from './wasm-backend.ts'

/**
 * Gradient of a convolution with regard to its filter, which tfjs-backend-wasm lacks.
 *
 * `dW[k, l, i, o] = Σ_{b, y, x} X[b, y·s + k, x·s + l, i] · dY[b, y, x, o]` is itself a
 * convolution, of X with dY: batch and channel change places, and strides become
 * dilations. So the engine's fast Conv2D computes it.
 */
export const conv2dBackpropFilter = wasmKernel(Conv2DBackpropFilter, ({ backend, input, attrs }) => {
  const x = input('x')
  const dy = input('dy')
  const { filterShape, ...rest } = FilterGradientAttrs.parse(attrs)
  const info = describeConvolution(shape4D(x), filterShape, rest)
  const { filterHeight, filterWidth, inChannels, outChannels, padInfo, strideHeight, strideWidth } = info
  // The last rows and columns of X that no stride reached give rows too many; those missing are padding.
  const missing = (taken: number, given: number): number => Math.max(0, taken - given)
  const takenHeight = (info.outHeight - 1) * strideHeight + filterHeight
  const takenWidth = (info.outWidth - 1) * strideWidth + filterWidth

  const channelsFirst = runWasmKernel(backend, Transpose, { x }, { perm: [3, 1, 2, 0] })
  const batchThird = runWasmKernel(backend, Transpose, { x: dy }, { perm: [1, 2, 0, 3] })
  const padding = {
    top: padInfo.top,
    bottom: missing(takenHeight, info.inHeight + padInfo.top),
    left: padInfo.left,
    right: missing(takenWidth, info.inWidth + padInfo.left),
  }
  const correlated = runWasmKernel(
    backend,
    Conv2D,
    { x: channelsFirst, filter: batchThird },
    convolutionAttrs(padding, [strideHeight, strideWidth]),
  )
  const wanted = [inChannels, filterHeight, filterWidth, outChannels]
  const exact = runWasmKernel(backend, Slice, { x: correlated }, { begin: [0, 0, 0, 0], size: wanted })
  const dw = runWasmKernel(backend, Transpose, { x: exact }, { perm: [1, 2, 0, 3] })
  dispose(backend, channelsFirst, batchThird, correlated, exact)
  return dw
})
