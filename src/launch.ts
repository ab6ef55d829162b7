import { readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import vm from 'node:vm'

const FLAGS = [
  // Samples are large and short-lived. V8 counts them with the old objects, of which a thread has few, and so would mark
  // them all through some thirty times a second; from this size on (MB) it is enough. What is young dies sooner anyhow.
  // Heeded by heaps that begin after it, which are those of threads.
  '--initial-old-space-size=64',
  // What is new has 1 MB in each thread, and does not grow to 8, as it does while programs begin.
  '--semi-space-growth-factor=1',
  // For src/sound-garbage.ts. V8 shows its collector to contexts that begin after this.
  '--expose-gc',
]

/** What the text of a program finds around it: a script that is run has nothing of the kind. */
type Program = (
  require: NodeJS.Require,
  module: { exports: unknown },
  /** Folder of the build, with a slash. */
  moduleRoot: URL,
  importModule: (name: string) => Promise<unknown>,
) => void

/**
 * Run a program of the build, `programs/NAME.cjs` beside this file, which itself is built to one that is required: the
 * loader of modules takes a while to begin in each thread. What V8 made of it when it was built lies there
 * too: compiling takes longer than all that is computed at the start. V8 does not take that from another version of
 * itself, or with other flags; then it compiles.
 */
export function launch(name: string): void {
  // Here, before anything: what was compiled is taken only under the same flags.
  for (const flag of FLAGS) setFlagsFromString(flag)
  const filename = fileURLToPath(new URL(`programs/${name}.cjs`, import.meta.url))
  // ASCII, as it was written: a byte a character in memory.
  const text = readFileSync(filename, 'latin1')
  const cachedData = compiledFormOf(filename)
  const script = new vm.Script(`(function (require, module, moduleRoot, importModule) {${text}\n})`, {
    filename,
    ...(cachedData === undefined ? {} : { cachedData }),
  })
  const program: Program = script.runInThisContext()
  program(
    createRequire(import.meta.url),
    { exports: {} },
    new URL('./', import.meta.url),
    (specifier) => import(specifier),
  )
}

/** Not that of a program that was changed since: V8 would only see it by the length. */
function compiledFormOf(filename: string): Buffer | undefined {
  try {
    const compiled = `${filename}.compiled`
    return statSync(compiled).mtimeMs >= statSync(filename).mtimeMs ? readFileSync(compiled) : undefined
  } catch {
    return undefined
  }
}
