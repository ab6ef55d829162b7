import {
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  getKernel,
  type KernelConfig,
  MaxPoolGrad,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'
// In Node the core knows no gradients until the layers have registered them.
import '@tensorflow/tfjs-layers'
import { conv2dBackpropFilter } from './conv2d-backprop-filter.ts'
import { conv2dBackpropInput } from './conv2d-backprop-input.ts'
import { maxPoolGrad } from './max-pool-grad.ts'

/**
 * Make networks with convolutions trainable on tfjs-backend-wasm 4.22: register the kernel it
 * lacks, and replace the two that are slow loops. A second call changes nothing.
 */
export function registerTrainingKernels(): void {
  if (getKernel(Conv2DBackpropFilter, 'wasm') !== undefined) return
  registerKernel(conv2dBackpropFilter)
  replaceKernel(MaxPoolGrad, () => maxPoolGrad)
  replaceKernel(Conv2DBackpropInput, conv2dBackpropInput)
}

function replaceKernel(name: string, create: (own: KernelConfig) => KernelConfig): void {
  const own = getKernel(name, 'wasm')
  unregisterKernel(name, 'wasm')
  registerKernel(create(own))
}
