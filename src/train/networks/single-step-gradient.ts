import { registerGradient, stack, Unpack } from '@tensorflow/tfjs-core'
// In Node the core knows no gradients until the layers have registered them, and what is registered last holds.
import '@tensorflow/tfjs-layers'

/**
 * Let recurrent layers be trained on sequences of one step. They take their sequence apart with `unstack`, whose
 * gradient in TensorFlow.js 4.22 fails where there is one part: it is then given a tensor instead of a list.
 */
export function registerSingleStepGradient(): void {
  registerGradient({
    kernelName: Unpack,
    gradFunc: (dy, _saved, attrs) => {
      const axis = typeof attrs['axis'] === 'number' ? attrs['axis'] : 0
      return { value: () => stack([dy].flat(), axis) }
    },
  })
}
