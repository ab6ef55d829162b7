import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const require = createRequire(import.meta.url)

/** Where the engines' own files are on this machine: what `loadEngine` wants to be told. */
export interface EngineFiles {
  readonly wasmDirectory: string
  /** Engines that cannot be loaded, and why, when that shows from the files alone. */
  readonly missing: { readonly tensorflow?: string }
}

export function findEngineFiles(): EngineFiles {
  const flaw = findFlawOfNativeLibrary()
  return {
    wasmDirectory: dirname(require.resolve('@tensorflow/tfjs-backend-wasm')),
    missing: flaw === undefined ? {} : { tensorflow: flaw },
  }
}

/** The package's install script downloads the library; when that fails npm may keep the package all the same. */
function findFlawOfNativeLibrary(): string | undefined {
  let lib: string
  try {
    lib = join(dirname(require.resolve('@tensorflow/tfjs-node/package.json')), 'lib')
  } catch {
    return 'the optional package @tensorflow/tfjs-node is not installed'
  }
  const builds = existsSync(lib) ? readdirSync(lib) : []
  const hasLibrary = builds.some((build) => existsSync(join(lib, build, 'tfjs_binding.node')))
  return hasLibrary ? undefined : 'the native library of @tensorflow/tfjs-node is not installed'
}
