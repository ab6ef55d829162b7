import type { EngineName } from './engine-name.ts'

/** A network ready to run: the engine is warm and the first answer as quick as the hundredth. */
export interface Network {
  /** What computes it. */
  readonly engineName: EngineName
  /** Why that is not the engine which computes the others. */
  readonly engineNote?: string | undefined
  /**
   * @param input - One example, row-major in the order of the network's input axes; may be written to afterwards.
   * @returns One number per label.
   * @throws {@link EngineError} when an output is not finite.
   */
  predict(input: Float32Array): Promise<Float32Array>
  /** Give the weights' memory back. */
  dispose(): void
}
