/** What computes networks by TensorFlow.js: TensorFlow's native library, WebAssembly, or plain JavaScript. */
export type TensorFlowBackend = 'tensorflow' | 'wasm' | 'cpu'

/** What computes networks: ONNX Runtime, or TensorFlow.js in one of its ways. */
export type EngineName = 'onnx' | TensorFlowBackend

/** Fastest first. The plain JavaScript backend takes 30 times as long as WebAssembly. */
export const TENSORFLOW_BACKENDS = ['tensorflow', 'wasm', 'cpu'] as const satisfies readonly TensorFlowBackend[]
export const ENGINES = ['onnx', ...TENSORFLOW_BACKENDS] as const satisfies readonly EngineName[]
