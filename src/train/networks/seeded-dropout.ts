import { mul, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core'
import { layers } from '@tensorflow/tfjs-layers'
import { Random } from '../../synth/random.ts'

/**
 * Where a network's dropout takes its masks from. Given a seed, TensorFlow.js draws one and the
 * same mask at every step; here a seed gives a stream of masks that starts anew with every epoch.
 */
export class MaskSource {
  readonly #seed: number
  #random: Random

  constructor(seed: number) {
    this.#seed = seed
    this.#random = new Random(seed, 'dropout/0')
  }

  startEpoch(epoch: number): void {
    this.#random = new Random(this.#seed, `dropout/${epoch}`)
  }

  /** A mask of `1 / (1 - rate)` where a value is kept, 0 where it is dropped. */
  draw(length: number, rate: number): Float32Array {
    const mask = new Float32Array(length)
    const random = this.#random
    const limit = Math.round(rate * 2 ** 16)
    const kept = 1 / (1 - rate)
    // One draw of 32 bits decides over two values: masks are a good part of a training step.
    for (let i = 0; i < length; i += 2) {
      const bits = random.bits()
      mask[i] = bits >>> 16 < limit ? 0 : kept
      mask[i + 1] = (bits & 0xffff) < limit ? 0 : kept
    }
    return mask
  }
}

interface DropoutConfig {
  readonly name: string
  readonly rate: number
  readonly masks: MaskSource
}

/** Dropout whose masks are seeded. It is saved as the plain layer that it is when it does not train. */
export class SeededDropout extends layers.Layer {
  static readonly className = 'Dropout'
  readonly #rate: number
  readonly #masks: MaskSource

  constructor({ name, rate, masks }: DropoutConfig) {
    super({ name })
    this.supportsMasking = true
    this.#rate = rate
    this.#masks = masks
  }

  override call(inputs: Tensor | Tensor[], { training }: { training?: unknown }): Tensor {
    const [x] = [inputs].flat()
    if (x === undefined) throw new TypeError('dropout takes one tensor')
    if (training !== true) return x
    return tidy(() => mul(x, tensor(this.#masks.draw(x.size, this.#rate), x.shape)))
  }

  override computeOutputShape<S>(inputShape: S): S {
    return inputShape
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), rate: this.#rate, noiseShape: null, seed: null }
  }
}
