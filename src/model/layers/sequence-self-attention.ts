import {
  add,
  expandDims,
  matMul,
  relu,
  reshape,
  serialization,
  sigmoid,
  softmax,
  type Tensor,
  tanh,
  tidy,
} from '@tensorflow/tfjs-core'
import { initializers, layers } from '@tensorflow/tfjs-layers'

/** What may be done to the emissions before the softmax. */
const ACTIVATIONS = { linear: (x: Tensor): Tensor => x, tanh, sigmoid, relu } as const
type ActivationName = keyof typeof ACTIVATIONS

export interface SequenceSelfAttentionConfig {
  readonly name?: string
  /** Of one example, for a network's first layer: steps, features. */
  readonly inputShape?: number[]
  /** Width of the hidden comparison of two steps. */
  readonly units?: number
  readonly attentionActivation?: ActivationName | null
  readonly useAdditiveBias?: boolean
  readonly useAttentionBias?: boolean
  readonly trainable?: boolean
  /** Of the first weights, drawn after Glorot. */
  readonly seed?: number
}

/**
 * Additive self-attention over the steps of a sequence: each step becomes a mixture of all steps, weighted by
 * how well they go together. For steps t and u of x, `[batch, steps, features]`:
 *
 * `h[t,u] = tanh(x[t]·Wt + x[u]·Wx + bh)`, `e[t,u] = activation(h[t,u]·Wa + ba)`, `a[t] = softmax(e[t])`,
 * `y[t] = Σ_u a[t,u] x[u]`.
 *
 * Class, configuration and the order of the weights (Wt, Wx, bh, Wa, ba) are those of `SeqSelfAttention` of the
 * Python package keras-self-attention, so that its models can be imported.
 *
 * @see G. Zheng, S. Mukherjee, X. L. Dong and F. Li, *OpenTag: open attribute value extraction from product
 *   profiles*, KDD 2018, section 3.3.
 */
export class SequenceSelfAttention extends layers.Layer {
  static readonly className = 'SeqSelfAttention'
  readonly #config: Required<Omit<SequenceSelfAttentionConfig, 'name' | 'inputShape' | 'trainable' | 'seed'>>
  readonly #seed: number

  constructor(config: SequenceSelfAttentionConfig) {
    const { units = 32, attentionActivation = null, useAdditiveBias = true, useAttentionBias = true, ...rest } = config
    const { seed = 1, ...layer } = rest
    super(layer)
    if (!Number.isInteger(units) || units < 1) throw new TypeError(`units must be a positive integer, got ${units}`)
    if (!Object.hasOwn(ACTIVATIONS, attentionActivation ?? 'linear')) {
      throw new TypeError(`the activation of self-attention cannot be ${attentionActivation}`)
    }
    this.#config = { units, attentionActivation, useAdditiveBias, useAttentionBias }
    this.#seed = seed
  }

  override build(inputShape: Parameters<layers.Layer['build']>[0]): void {
    const features = [inputShape].flat().at(-1)
    if (typeof features !== 'number') throw new TypeError('self-attention needs to know how many features a step has')
    const { units, useAdditiveBias, useAttentionBias } = this.#config
    const drawn = (offset: number) => initializers.glorotNormal({ seed: this.#seed + offset })
    this.addWeight('Wt', [features, units], 'float32', drawn(0))
    this.addWeight('Wx', [features, units], 'float32', drawn(1))
    if (useAdditiveBias) this.addWeight('bh', [units], 'float32', initializers.zeros())
    this.addWeight('Wa', [units, 1], 'float32', drawn(2))
    if (useAttentionBias) this.addWeight('ba', [1], 'float32', initializers.zeros())
    super.build(inputShape)
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [x] = [inputs].flat()
    if (x?.rank !== 3) throw new TypeError('self-attention takes one tensor [batch, steps, features]')
    return tidy(() => matMul(softmax(this.#emissions(x)), x))
  }

  /** @returns `[batch, steps, steps]` */
  #emissions(x: Tensor): Tensor {
    const [batch = 0, steps = 0, features = 0] = x.shape
    const { units, attentionActivation, useAdditiveBias, useAttentionBias } = this.#config
    const weights = this.weights.map((weight) => weight.read())
    const next = (): Tensor => {
      const weight = weights.shift()
      if (weight === undefined) throw new TypeError('self-attention has not been built')
      return weight
    }
    const rows = reshape(x, [batch * steps, features])
    const project = (weight: Tensor): Tensor => reshape(matMul(rows, weight as typeof rows), [batch, steps, units])
    const pairs = add(expandDims(project(next()), 2), expandDims(project(next()), 1))
    const hidden = reshape(tanh(useAdditiveBias ? add(pairs, next()) : pairs), [batch * steps * steps, units])
    const energies = matMul(hidden, next() as typeof hidden)
    const shifted = reshape(useAttentionBias ? add(energies, next()) : energies, [batch, steps, steps])
    return ACTIVATIONS[attentionActivation ?? 'linear'](shifted)
  }

  override computeOutputShape<S>(inputShape: S): S {
    return inputShape
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), attentionType: 'additive', ...this.#config }
  }
}

serialization.registerClass(SequenceSelfAttention)
