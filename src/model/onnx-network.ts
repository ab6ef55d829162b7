import { EngineError } from '../errors.ts'
import type { Network } from './network.ts'
import type { NetworkArtifacts } from './network-files.ts'
import { type NetworkShape, refuseNotFinite, refuseOtherLength, refuseOtherShape } from './network-shape.ts'
import { exportNetwork } from './onnx/export-network.ts'
import { loadOnnxRuntime, type OnnxRuntime, type OnnxSession } from './onnx/runtime.ts'

/** One thread: several windows at once are the workers' matter, and a second thread costs more than it gives. */
const SESSION = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
} as const

/**
 * Put a network into ONNX and build it on ONNX Runtime. TensorFlow.js is not needed for it.
 *
 * @throws {@link ModelMismatchError} when layers and weights do not fit each other, or the network not `shape`.
 * @throws {@link EngineError} when a layer cannot be put into ONNX, or ONNX Runtime does not load or does not take it.
 */
export async function loadOnnxNetwork(artifacts: NetworkArtifacts, shape: NetworkShape): Promise<Network> {
  const exported = exportNetwork(artifacts, shape.input)
  refuseOtherShape({ inputs: [exported.inputShape], outputs: [exported.outputShape] }, shape)
  const runtime = await loadOnnxRuntime()
  const session = await runtime.InferenceSession.create(exported.bytes, SESSION).catch((cause: unknown) => {
    throw cannotRun(cause)
  })
  return new OnnxNetwork(runtime, session, shape.input, exported)
}

function cannotRun(cause: unknown): EngineError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new EngineError(`engine onnx cannot run the network: ${reason}`, { cause })
}

interface EndNames {
  readonly inputName: string
  readonly outputName: string
}

class OnnxNetwork implements Network {
  readonly engineName = 'onnx'
  readonly #runtime: OnnxRuntime
  readonly #session: OnnxSession
  readonly #shape: readonly number[]
  readonly #names: EndNames
  /** Memory of inputs that have been answered, as many as were ever asked at once: new for each would be tens of MB. */
  readonly #spare: Float32Array[] = []

  constructor(runtime: OnnxRuntime, session: OnnxSession, shape: readonly number[], names: EndNames) {
    this.#runtime = runtime
    this.#session = session
    this.#shape = shape
    this.#names = names
  }

  async predict(input: Float32Array): Promise<Float32Array> {
    refuseOtherLength(input, this.#shape)
    const { inputName, outputName } = this.#names
    // A copy: the session reads it in a later turn, when the caller may have begun to fill it again.
    const copy = this.#spare.pop() ?? new Float32Array(input.length)
    copy.set(input)
    const example = new this.#runtime.Tensor('float32', copy, [1, ...this.#shape])
    const outputs = await this.#session.run({ [inputName]: example }).catch((cause: unknown) => {
      throw cannotRun(cause)
    })
    this.#spare.push(copy)
    const answer = outputs[outputName]?.data
    if (!(answer instanceof Float32Array)) throw cannotRun('it gave no output')
    refuseNotFinite(answer)
    return answer
  }

  dispose(): void {
    void this.#session.release()
  }
}
