import { AdamOptimizer } from '@tensorflow/tfjs-core'

/** Adam (Kingma and Ba, 2015) whose step size changes from epoch to epoch. */
export class ScheduledAdam extends AdamOptimizer {
  constructor() {
    super(0, 0.9, 0.999, 1e-7)
  }

  set stepSize(value: number) {
    this.learningRate = value
  }
}

/**
 * Step size of an epoch: a half cosine from the highest to nearly none.
 *
 * @param epoch - Counted from 1.
 * @see I. Loshchilov and F. Hutter, *SGDR: stochastic gradient descent with warm restarts*, ICLR 2017.
 */
export function stepSizeAt(epoch: number, { epochs, learningRate }: { epochs: number; learningRate: number }): number {
  return 0.5 * learningRate * (1 + Math.cos((Math.PI * (epoch - 1)) / epochs))
}
