/** What computes networks by TensorFlow.js: TensorFlow's native library, WebAssembly, or plain JavaScript. */
export type TensorFlowBackend = 'tensorflow' | 'wasm' | 'cpu'

/** What computes networks: ONNX Runtime, or TensorFlow.js in one of its ways. */
export type EngineName = 'onnx' | TensorFlowBackend
