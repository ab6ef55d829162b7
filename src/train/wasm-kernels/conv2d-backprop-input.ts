import { Conv2D, Conv2DBackpropInput, type KernelConfig } from '@tensorflow/tfjs-core'
import { convolutionAttrs, describeConvolution, shape4D } from './convolution.ts'
import { InputGradientAttrs } from './kernel-attrs.ts'
import { allocate, dispose, floatsOf, type KernelCall, runWasmKernel, wasmKernel } from './wasm-backend.ts'

/**
 * Gradient of a convolution with regard to its input: with stride 1 a convolution of dY
 * with the filter turned by 180°, input and output channels exchanged. The engine's own
 * kernel is a slow loop; it is kept for other strides.
 *
 * @param slow - The engine's own kernel.
 */
export function conv2dBackpropInput(slow: KernelConfig): KernelConfig {
  return wasmKernel(Conv2DBackpropInput, (call) => {
    const { backend, input, attrs } = call
    const dy = input('dy')
    const filter = input('filter')
    const { inputShape, ...rest } = InputGradientAttrs.parse(attrs)
    const info = describeConvolution(inputShape, shape4D(filter), rest)
    const { padInfo, filterHeight, filterWidth } = info
    const padding = {
      top: filterHeight - 1 - padInfo.top,
      bottom: info.inHeight - info.outHeight + padInfo.top,
      left: filterWidth - 1 - padInfo.left,
      right: info.inWidth - info.outWidth + padInfo.left,
    }
    const isPlain = info.strideHeight === 1 && info.strideWidth === 1 && Math.min(...Object.values(padding)) >= 0
    if (!isPlain) {
      const [dx] = [slow.kernelFunc({ inputs: { dy, filter }, backend, attrs })].flat()
      if (dx !== undefined) return dx
    }

    const turned = turn(call)
    const dx = runWasmKernel(backend, Conv2D, { x: dy, filter: turned }, convolutionAttrs(padding))
    dispose(backend, turned)
    return dx
  })
}

/** `turned[k, l, o, i] = filter[K-1-k, L-1-l, i, o]`. */
function turn({ backend, input }: KernelCall): ReturnType<typeof allocate> {
  const filter = input('filter')
  const [height, width, inChannels, outChannels] = shape4D(filter)
  const turned = allocate(backend, [height, width, outChannels, inChannels])
  const from = floatsOf(backend, filter)
  const to = floatsOf(backend, turned)
  const positions = height * width
  for (let position = 0; position < positions; position += 1) {
    const source = (positions - 1 - position) * inChannels * outChannels
    const target = position * inChannels * outChannels
    for (let i = 0; i < inChannels; i += 1) {
      for (let o = 0; o < outChannels; o += 1) {
        to[target + o * inChannels + i] = from[source + i * outChannels + o] as number
      }
    }
  }
  return turned
}
