import { getBackend, scalar, square } from '@tensorflow/tfjs-core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { EngineError } from '../../../src/errors.ts'
import { loadEngine } from '../../../src/model/engine.ts'

const { wasmDirectory } = findEngineFiles()
const tensorflowMissing = 'left out by this test'

afterEach(() => vi.restoreAllMocks())

describe('loadEngine', () => {
  it('takes wasm where the native library is missing, and says so', async () => {
    const engine = await loadEngine({ wasmDirectory, tensorflowMissing })
    expect(engine).toEqual({ name: 'wasm', refused: [{ name: 'tensorflow', reason: tensorflowMissing }] })
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
    await loadEngine({ wasmDirectory, tensorflowMissing })
    await expect(loadEngine({ wasmDirectory, tensorflowMissing })).resolves.toMatchObject({ name: 'wasm' })
  })

  it('does not take another engine than the one preferred', async () => {
    const loading = loadEngine({ wasmDirectory, preferred: 'tensorflow', tensorflowMissing })
    await expect(loading).rejects.toThrow(EngineError)
    await expect(loading).rejects.toThrow(/tensorflow: left out by this test/)
  })

  it('lets the native library load when it is there, and falls back in silence when it is not', async () => {
    const printed = (['log', 'warn', 'error'] as const).map((stream) => vi.spyOn(console, stream))
    const engine = await loadEngine(findEngineFiles())
    if (findEngineFiles().tensorflowMissing === undefined) expect(engine.name).toBe('tensorflow')
    else expect(engine).toMatchObject({ name: 'wasm', refused: [{ name: 'tensorflow' }] })
    for (const stream of printed) expect(stream).not.toHaveBeenCalled()
  })
})
