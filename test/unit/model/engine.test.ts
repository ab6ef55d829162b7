import { getBackend, scalar, square } from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { EngineError } from '../../../src/errors.ts'
import { loadEngine, loadTensorFlow } from '../../../src/model/engine.ts'
import { hasOnnx } from '../../onnx.ts'

const { wasmDirectory } = findEngineFiles()
const missing = { onnx: 'left out by this test', tensorflow: 'left out as well' }

afterEach(() => vi.restoreAllMocks())

describe('loadEngine', () => {
  it('takes wasm where no native library is, and says so', async () => {
    const engine = await loadEngine({ wasmDirectory, missing })
    expect(engine).toEqual({
      name: 'wasm',
      refused: [
        { name: 'onnx', reason: 'left out by this test' },
        { name: 'tensorflow', reason: 'left out as well' },
      ],
    })
    expect(getBackend()).toBe('wasm')
  })

  it('takes cpu when it is told to, without printing advice', async () => {
    const printed = (['log', 'warn', 'error'] as const).map((stream) => vi.spyOn(console, stream))
    const engine = await loadEngine({ wasmDirectory, preferred: 'cpu' })
    expect(engine).toEqual({ name: 'cpu', refused: [] })
    expect(square(scalar(2)).dataSync()[0]).toBe(4)
    for (const stream of printed) expect(stream).not.toHaveBeenCalled()
  })

  it('can be called again', async () => {
    await loadEngine({ wasmDirectory, missing })
    await expect(loadEngine({ wasmDirectory, missing })).resolves.toMatchObject({ name: 'wasm' })
  })

  it('does not take another engine than the one preferred', async () => {
    const loading = loadEngine({ wasmDirectory, preferred: 'tensorflow', missing })
    await expect(loading).rejects.toThrow(EngineError)
    await expect(loading).rejects.toThrow(/tensorflow: left out as well/)
    await expect(loadEngine({ wasmDirectory, preferred: 'onnx', missing })).rejects.toThrow(/onnx: left out by this/)
  })

  it('takes the first of onnx, tensorflow and wasm that is there, and falls back in silence', async () => {
    const printed = (['log', 'warn', 'error'] as const).map((stream) => vi.spyOn(console, stream))
    const engine = await loadEngine(findEngineFiles())
    const hasTensorFlow = findEngineFiles().missing.tensorflow === undefined
    expect(engine.name).toBe(hasOnnx ? 'onnx' : hasTensorFlow ? 'tensorflow' : 'wasm')
    for (const stream of printed) expect(stream).not.toHaveBeenCalled()
  })

  it.skipIf(!hasOnnx)('starts TensorFlow.js behind onnx once, and only when it is asked for it', async () => {
    const { name, fallback } = await loadEngine({ wasmDirectory, missing: { tensorflow: 'left out by this test' } })
    expect(name).toBe('onnx')
    await loadEngine({ wasmDirectory, preferred: 'cpu' })
    const [first, second] = await Promise.all([fallback?.(), fallback?.()])
    expect(first).toMatchObject({ name: 'wasm', refused: [{ name: 'tensorflow' }] })
    expect(second).toBe(first)
    expect(getBackend()).toBe('wasm')
  })

  it.skipIf(!hasOnnx)('has nothing behind onnx when onnx is insisted on', async () => {
    await expect(loadEngine({ wasmDirectory, preferred: 'onnx' })).resolves.toEqual({ name: 'onnx', refused: [] })
  })
})

describe('loadTensorFlow', () => {
  it('never takes onnx, which neither trains nor imports', async () => {
    await expect(loadTensorFlow({ wasmDirectory, missing })).resolves.toMatchObject({ name: 'wasm' })
  })
})
