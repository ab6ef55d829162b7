import { backend_util, MaxPoolGrad } from '@tensorflow/tfjs-core'
import { shape4D } from './convolution.ts'
import { PoolAttrs } from './kernel-attrs.ts'
import { allocate, floatsOf, wasmKernel } from './wasm-backend.ts'

type PoolInfo = ReturnType<typeof backend_util.computePool2DInfo>

/**
 * Gradient of max pooling: each output's gradient goes to the largest input under it, the
 * first of equals. The engine's own kernel searches the outputs of every input; this one
 * goes once over the outputs.
 */
export const maxPoolGrad = wasmKernel(MaxPoolGrad, ({ backend, input, attrs }) => {
  const x = input('input')
  const dy = input('dy')
  const { filterSize, strides, pad, dimRoundingMode } = PoolAttrs.parse(attrs)
  const info = backend_util.computePool2DInfo(shape4D(x), filterSize, strides, 1, pad, dimRoundingMode)
  const dx = allocate(backend, x.shape)
  const gradient = floatsOf(backend, dx).fill(0)
  passBack(floatsOf(backend, x), floatsOf(backend, dy), gradient, info)
  return dx
})

function passBack(x: Float32Array, dy: Float32Array, dx: Float32Array, info: PoolInfo): void {
  const { batchSize, outHeight, outWidth, inHeight, inWidth, inChannels: channels } = info
  // Where the inputs under one output start: the same for all of its channels.
  const starts = new Int32Array(info.filterHeight * info.filterWidth)
  let output = 0
  for (let b = 0; b < batchSize; b += 1) {
    for (let row = 0; row < outHeight; row += 1) {
      const top = row * info.strideHeight - info.padInfo.top
      const endRow = Math.min(inHeight, top + info.filterHeight)
      for (let column = 0; column < outWidth; column += 1) {
        const left = column * info.strideWidth - info.padInfo.left
        const endColumn = Math.min(inWidth, left + info.filterWidth)
        let count = 0
        for (let y = Math.max(0, top); y < endRow; y += 1) {
          for (let at = Math.max(0, left); at < endColumn; at += 1, count += 1) {
            starts[count] = ((b * inHeight + y) * inWidth + at) * channels
          }
        }
        for (let c = 0; c < channels; c += 1, output += 1) {
          let best = (starts[0] as number) + c
          let largest = x[best] as number
          for (let k = 1; k < count; k += 1) {
            const i = (starts[k] as number) + c
            const value = x[i] as number
            if (value > largest) {
              largest = value
              best = i
            }
          }
          dx[best] = (dx[best] as number) + (dy[output] as number)
        }
      }
    }
  }
}
