// Compiles kernel/ (AssemblyScript) to WebAssembly and writes it as a TypeScript module, so that it is found in
// the same way from src/, from dist/ and in a worker. The same sources give the same bytes on every machine.
//   --check   compares with the committed SHA-256 and writes nothing
//   --accept  writes that SHA-256, after the sources have changed
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import asc from 'assemblyscript/asc'

const MODULE_FILE = 'src/dsp/kernel/kernel-bytes.ts'
const HASH_FILE = 'kernel/kernel.sha256'
const WASM_FILE = 'kernel.wasm'
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--importMemory', '--noExportMemory']

/** The bytes of the module; nothing is written to disk. */
async function compile() {
  const written = new Map()
  const { error, stderr } = await asc.main(['kernel/index.ts', '--outFile', WASM_FILE, ...OPTIONS], {
    writeFile: (name, contents) => written.set(name, contents),
  })
  if (error) throw new Error(`the kernel does not compile:\n${stderr.toString()}`, { cause: error })
  return written.get(WASM_FILE)
}

const hashOf = (bytes) => createHash('sha256').update(bytes).digest('hex')

function moduleText(bytes) {
  return `// Written by scripts/build-kernel.js from kernel/. Not in the repository.
/** SHA-256 ${hashOf(bytes)}, ${bytes.length} bytes. */
export const KERNEL_BASE64 =
  '${Buffer.from(bytes).toString('base64')}'
`
}

export async function buildKernel() {
  const text = moduleText(await compile())
  // Left alone when it is the same, so that nothing that watches it starts anew.
  if (!existsSync(MODULE_FILE) || readFileSync(MODULE_FILE, 'utf8') !== text) writeFileSync(MODULE_FILE, text)
}

async function checkKernel() {
  const hash = hashOf(await compile())
  const expected = readFileSync(HASH_FILE, 'utf8').trim()
  if (hash === expected) return console.log(`kernel ${hash.slice(0, 12)}: as committed`)
  console.error(`kernel/ compiles to ${hash},\nbut ${HASH_FILE} says ${expected}.`)
  console.error('Where the sources were changed on purpose: node scripts/build-kernel.js --accept')
  process.exitCode = 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--check')) await checkKernel()
  else {
    if (process.argv.includes('--accept')) writeFileSync(HASH_FILE, `${hashOf(await compile())}\n`)
    await buildKernel()
  }
}
