import { loadOnnxRuntime } from '../src/model/onnx/runtime.ts'

/** Whether ONNX Runtime is installed and has a build for this machine; tests that need it are skipped by name without. */
export const hasOnnx = await loadOnnxRuntime().then(
  () => true,
  () => false,
)
