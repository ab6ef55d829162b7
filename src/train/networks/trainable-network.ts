import type { LayersModel } from '@tensorflow/tfjs-layers'

export interface NetworkParams {
  /** Shape of one example, the batch axis left out. */
  readonly inputShape: readonly number[]
  /** Outputs: one probability per label. */
  readonly labelCount: number
  /** Decides first weights and dropout. */
  readonly seed: number
}

/** A network that is being trained: what it draws at random depends on its seed and the epoch alone. */
export interface TrainableNetwork {
  readonly model: LayersModel
  /** Called before the first batch of every epoch, counted from 1. */
  startEpoch(epoch: number): void
  /**
   * The network as it is kept, answering as `model` does now, where that has layers only for training.
   *
   * @returns To be disposed by the caller.
   */
  toPlain?(): LayersModel
}
