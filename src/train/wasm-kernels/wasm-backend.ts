import { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import {
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { EngineError } from '../../errors.ts'

/** One run of a kernel: its tensors, its settings, and the WebAssembly engine whose memory holds them. */
export interface KernelCall {
  readonly backend: BackendWasm
  readonly attrs: NamedAttrMap
  /** An input tensor, not to be disposed of by the kernel. */
  input(name: string): TensorInfo
}

/** Describe a kernel of the WebAssembly engine to TensorFlow.js. */
export function wasmKernel(kernelName: string, compute: (call: KernelCall) => TensorInfo): KernelConfig {
  return {
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ backend, inputs, attrs = {} }) => {
      if (!(backend instanceof BackendWasm)) throw new EngineError(`${kernelName} runs on the WebAssembly engine only`)
      return compute({ backend, attrs, input: (name) => inputNamed(inputs, name, kernelName) })
    },
  }
}

function inputNamed(inputs: NamedTensorInfoMap, name: string, kernelName: string): TensorInfo {
  const input = inputs[name]
  if (input === undefined) throw new EngineError(`${kernelName} was called without its input ${name}`)
  return input
}

/**
 * Run another kernel of the engine inside a kernel, below TensorFlow.js's book-keeping:
 * what it returns belongs to the caller, who hands it on or gives it to {@link dispose}.
 */
export function runWasmKernel(
  backend: BackendWasm,
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo {
  const [output] = [getKernel(kernelName, 'wasm').kernelFunc({ inputs, backend, attrs })].flat()
  if (output === undefined) throw new EngineError(`kernel ${kernelName} gave no output`)
  return output
}

export function dispose(backend: BackendWasm, ...tensors: readonly TensorInfo[]): void {
  for (const { dataId } of tensors) backend.disposeData(dataId)
}

/** A new tensor, its numbers undefined. */
export function allocate(backend: BackendWasm, shape: readonly number[]): TensorInfo {
  return backend.makeOutput([...shape], 'float32')
}

/** A tensor's numbers, in place. Any allocation may move the memory: take the view after the last one. */
export function floatsOf(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor)
  if (!(values instanceof Float32Array)) throw new EngineError(`expected float32, got ${tensor.dtype}`)
  return values
}
