// Bundles the pages for browsers: a script and a style sheet for each HTML file of src/page.
import { cpSync, readdirSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
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
}
