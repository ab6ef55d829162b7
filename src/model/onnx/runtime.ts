/** A tensor of ONNX Runtime. */
interface OnnxTensor {
  readonly data: unknown
}

/** A network that ONNX Runtime has taken. */
export interface OnnxSession {
  run(inputs: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>
  release(): Promise<void>
}

/** As much of `onnxruntime-node` as is used: its own types are only there where it is installed. */
export interface OnnxRuntime {
  readonly env: { logLevel: string }
  readonly Tensor: new (type: 'float32', values: Float32Array, shape: readonly number[]) => OnnxTensor
  readonly InferenceSession: { create(model: Uint8Array, options: object): Promise<OnnxSession> }
}

/** An optional dependency: a variable, because the compiler must not insist on finding it. */
const PACKAGE: string = 'onnxruntime-node'

/**
 * ONNX Runtime's native library, loaded at the first call.
 *
 * @throws as `import` does where it is not installed, or has no build for this machine.
 */
export async function loadOnnxRuntime(): Promise<OnnxRuntime> {
  const runtime: OnnxRuntime = await import(PACKAGE)
  // Keeps it from printing advice among our output and logs.
  runtime.env.logLevel = 'fatal'
  return runtime
}
