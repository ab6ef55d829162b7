import { enableProdMode, getBackend, setBackend } from '@tensorflow/tfjs-core'
import { EngineError } from '../errors.ts'
import type { TensorFlowBackend } from './engine-name.ts'

/** An optional dependency: a variable, because the compiler must not insist on finding it. */
const NATIVE_PACKAGE: string = '@tensorflow/tfjs-node'

/**
 * Make a backend TensorFlow.js's for this process.
 *
 * @param wasmDirectory - Folder of `tfjs-backend-wasm*.wasm`.
 * @throws {@link EngineError} when it does not start, or as `import` does when it is not there.
 */
export async function startBackend(name: TensorFlowBackend, wasmDirectory: string): Promise<void> {
  // Keeps TensorFlow.js from printing advice among our output and logs.
  enableProdMode()
  switch (name) {
    case 'tensorflow':
      await import(NATIVE_PACKAGE)
      break
    case 'wasm': {
      const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
      setWasmPaths(wasmDirectory.endsWith('/') ? wasmDirectory : `${wasmDirectory}/`)
      break
    }
    case 'cpu':
      await import('@tensorflow/tfjs-backend-cpu')
      break
  }
  const isStarted = await setBackend(name)
  if (!isStarted || getBackend() !== name) throw new EngineError(`TensorFlow.js could not start its ${name} backend`)
}
