import type { Example } from './example.ts'
import type { TrainableNetwork } from './networks/trainable-network.ts'
import { type AdamState, NO_STEPS } from './scheduled-adam.ts'
import { type EpochParams, trainEpoch, type Vary } from './train-epoch.ts'
import { copyWeights, restoreWeights } from './weights.ts'

/** All that a training without validation has come to after an epoch. */
export interface FitAllState {
  /** Epochs done, at least one. */
  readonly epochs: number
  readonly weights: readonly Float32Array[]
  readonly adam: AdamState
}

interface FitAllOptions {
  /** Told after every step how many examples of the epoch have been seen. */
  readonly onStep?: (seen: number, epoch: number) => void
  /** Given what an epoch ended with. */
  readonly onState?: (state: FitAllState) => void | Promise<void>
  /** Where to go on. */
  readonly from?: FitAllState | undefined
  readonly vary?: Vary | undefined
}

/**
 * Train for a number of epochs that is known to be right, with nothing held out, and keep what the last came to.
 *
 * @throws {@link EngineError} when the loss is no longer a number.
 */
export async function fitAll(
  network: TrainableNetwork,
  examples: readonly Example[],
  params: EpochParams,
  { onStep = () => undefined, onState, from, vary }: FitAllOptions = {},
): Promise<void> {
  if (from !== undefined) restoreWeights(network.model, from.weights)
  let adam = from?.adam ?? NO_STEPS
  for (let epoch = (from?.epochs ?? 0) + 1; epoch <= params.epochs; epoch += 1) {
    const options = { epoch, adam, vary, onStep: (seen: number) => onStep(seen, epoch) }
    adam = (await trainEpoch(network, examples, params, options)).adam
    await onState?.({ epochs: epoch, weights: await copyWeights(network.model), adam })
  }
}
