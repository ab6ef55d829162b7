// Builds dist/: the kernel to WebAssembly, TypeScript to JavaScript, the page bundled for browsers, static files beside it.
import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { build } from 'esbuild'
import { buildKernel } from './build-kernel.js'

const require = createRequire(import.meta.url)
const tsc = require.resolve('typescript/bin/tsc')

await buildKernel()
rmSync('dist', { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
chmodSync('dist/cli.js', 0o755)

if (existsSync('src/page/page.ts')) {
  await build({
    entryPoints: ['src/page/page.ts'],
    outdir: 'dist/page',
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  })
  for (const file of ['index.html', 'page.css']) cpSync(`src/page/${file}`, `dist/page/${file}`)
}
