import { EngineError } from '../errors.ts'
import { ENGINES, type EngineName, TENSORFLOW_BACKENDS } from './engine-name.ts'
import { loadOnnxRuntime } from './onnx/runtime.ts'

export type { EngineName } from './engine-name.ts'

/** An engine that was tried before the one in use, and why it was not taken. */
export interface RefusedEngine {
  readonly name: EngineName
  readonly reason: string
}

/** The engine in use, for the log, the status and the reported properties. TensorFlow.js has one backend per process. */
export interface Engine {
  readonly name: EngineName
  readonly refused: readonly RefusedEngine[]
  /** Starts TensorFlow.js, for networks that ONNX Runtime does not take; not there when onnx was insisted on. */
  readonly fallback?: () => Promise<Engine>
}

export interface EngineOptions {
  /** Folder of `tfjs-backend-wasm*.wasm`. */
  readonly wasmDirectory: string
  /** Take this one or fail; `auto` takes the first that loads of `onnx`, `tensorflow`, `wasm`, `cpu`. */
  readonly preferred?: 'auto' | EngineName
  /** Engines that are known not to load, and why: spares `auto` the time and memory of trying. */
  readonly missing?: Readonly<Partial<Record<EngineName, string>>>
}

/**
 * Start the engine that networks are to be scored on.
 *
 * @throws {@link EngineError} that says for each engine tried why it did not start.
 */
export async function loadEngine(options: EngineOptions): Promise<Engine> {
  const { preferred = 'auto' } = options
  if (preferred !== 'auto') return firstOf([preferred], options)
  const engine = await firstOf(ENGINES, options)
  if (engine.name !== 'onnx') return engine
  let tensorFlow: Promise<Engine> | undefined
  const fallback = (): Promise<Engine> => {
    tensorFlow ??= loadTensorFlow(options)
    return tensorFlow
  }
  return { ...engine, fallback }
}

/**
 * Start TensorFlow.js, which trains and imports, with the best of its backends that loads.
 *
 * @throws {@link EngineError} that says for each backend why it did not start.
 */
export function loadTensorFlow(options: Pick<EngineOptions, 'wasmDirectory' | 'missing'>): Promise<Engine> {
  return firstOf(TENSORFLOW_BACKENDS, options)
}

async function firstOf(names: readonly EngineName[], options: EngineOptions): Promise<Engine> {
  const refused: RefusedEngine[] = []
  for (const name of names) {
    try {
      await start(name, options)
      return { name, refused }
    } catch (error) {
      refused.push({ name, reason: firstLine(error) })
    }
  }
  const reasons = refused.map(({ name, reason }) => `${name}: ${reason}`).join('; ')
  throw new EngineError(`no engine could be started (${reasons})`)
}

/** What is not started is not loaded either: each is tens of megabytes. */
async function start(name: EngineName, { wasmDirectory, missing }: EngineOptions): Promise<void> {
  const flaw = missing?.[name]
  if (flaw !== undefined) throw new EngineError(flaw)
  if (name === 'onnx') {
    await loadOnnxRuntime()
  } else {
    const { startBackend } = await import('./tensorflow-backend.ts')
    await startBackend(name, wasmDirectory)
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0]?.trim() ?? text
}
