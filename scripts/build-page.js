// Bundles the pages for browsers: a script and a style sheet for each HTML file of src/page, and each compressed.
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { build } from 'esbuild'

const SOURCES = 'src/page'

/** @param {string} outdir */
export async function buildPage(outdir) {
  const files = readdirSync(SOURCES)
  const pages = files.filter((file) => extname(file) === '.html')
  await build({
    entryPoints: files
      .filter((file) => /^(page|recordings|recorder-worklet)[.](tsx?|css)$/.test(file))
      .map((file) => join(SOURCES, file)),
    outdir,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
  })
  for (const page of pages) cpSync(join(SOURCES, page), join(outdir, basename(page)))
  // Once here, so that a device does not compress for each browser.
  for (const file of readdirSync(outdir).map((name) => join(outdir, name))) {
    const bytes = readFileSync(file)
    writeFileSync(`${file}.br`, brotliCompressSync(bytes))
    writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
  }
}
