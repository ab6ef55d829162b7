import { AdamOptimizer, dispose, scalar, tensor, type Variable } from '@tensorflow/tfjs-core'

/** What Adam knows after a number of steps. */
export interface AdamState {
  readonly iterations: number
  /** First moments of every variable, then second ones. */
  readonly moments: readonly Float32Array[]
}

/** Of an optimiser that has not begun. */
export const NO_STEPS: AdamState = { iterations: 0, moments: [] }

/** Adam (Kingma and Ba, 2015) whose step size changes from epoch to epoch, and which can go on where another ended. */
export class ScheduledAdam extends AdamOptimizer {
  constructor() {
    super(0, 0.9, 0.999, 1e-7)
  }

  set stepSize(value: number) {
    this.learningRate = value
  }

  /** Out of the engine's memory. */
  async state(): Promise<AdamState> {
    const [iterations, ...moments] = await this.getWeights()
    iterations?.tensor.dispose()
    const values = moments.map(async (moment) => Float32Array.from(await moment.tensor.data()))
    return { iterations: this.iterations, moments: await Promise.all(values) }
  }

  /**
   * An optimiser that goes on from a state.
   *
   * @param variables - Those that it trained, in the same order.
   */
  static async from({ iterations, moments }: AdamState, variables: readonly Variable[]): Promise<ScheduledAdam> {
    const optimizer = new ScheduledAdam()
    const tensors = moments.map((values, i) => tensor(values, variables[i % variables.length]?.shape))
    const count = scalar(iterations, 'int32')
    await optimizer.setWeights([count, ...tensors].map((value, i) => ({ name: `adam/${i}`, tensor: value })))
    dispose([count, ...tensors])
    return optimizer
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
