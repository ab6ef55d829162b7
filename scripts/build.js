// Builds dist/: the kernel to WebAssembly, TypeScript to JavaScript, the page bundled for browsers, static files beside it.
import { execFileSync } from 'node:child_process'
import { chmodSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { buildKernel } from './build-kernel.js'
import { buildPage } from './build-page.js'
import { bundlePrograms } from './bundle.js'
import { compilePrograms } from './compile-programs.js'

const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')

await buildKernel()
rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
await bundlePrograms()
chmodSync('dist/cli.js', 0o755)

await buildPage('dist/page')
await compilePrograms()
