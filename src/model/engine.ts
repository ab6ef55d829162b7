import { enableProdMode, getBackend, setBackend } from '@tensorflow/tfjs-core'
import { EngineError } from '../errors.ts'

/** What computes networks: TensorFlow's native library, its WebAssembly build, or plain JavaScript. */
export type EngineName = 'tensorflow' | 'wasm' | 'cpu'

/** An engine that was tried before the one in use, and why it was not taken. */
interface RefusedEngine {
  readonly name: EngineName
  readonly reason: string
}

/** The engine in use, for the log, the status and the reported properties. TensorFlow.js has one per process. */
export interface Engine {
  readonly name: EngineName
  readonly refused: readonly RefusedEngine[]
}

export interface EngineOptions {
  /** Folder of `tfjs-backend-wasm*.wasm`. */
  readonly wasmDirectory: string
  /** Take this one or fail; `auto` takes the first that loads of `tensorflow`, `wasm`, `cpu`. */
  readonly preferred?: 'auto' | EngineName
  /** Why the native library is known not to load: spares `auto` the 0.2 s and 20 MB of trying. */
  readonly tensorflowMissing?: string | undefined
}

/** Fastest first. The plain JavaScript engine takes 40 times as long as WebAssembly. */
const ENGINES = ['tensorflow', 'wasm', 'cpu'] as const satisfies readonly EngineName[]

/** An optional dependency: a variable, because the compiler must not insist on finding it. */
const NATIVE_PACKAGE: string = '@tensorflow/tfjs-node'

/**
 * Start the engine that networks run on, and make it TensorFlow.js's for this process.
 *
 * @throws {@link EngineError} that says for each engine tried why it did not start.
 */
export async function loadEngine(options: EngineOptions): Promise<Engine> {
  // Keeps TensorFlow.js from printing advice among our output and logs.
  enableProdMode()
  const { preferred = 'auto' } = options
  const refused: RefusedEngine[] = []
  for (const name of preferred === 'auto' ? ENGINES : [preferred]) {
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

async function start(name: EngineName, { wasmDirectory, tensorflowMissing }: EngineOptions): Promise<void> {
  switch (name) {
    case 'tensorflow':
      if (tensorflowMissing !== undefined) throw new EngineError(tensorflowMissing)
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

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n', 1)[0]?.trim() ?? text
}
