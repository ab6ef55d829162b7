// Joins the programs in dist/ with what they import: several hundred small files took longer to find and to read than
// to run. Each is one file of dist/programs/, which src/launch.ts runs; the single files stay for those who import them.
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, relative, resolve } from 'node:path'
import { build } from 'esbuild'

const THREADS = ['watchdog-thread', 'adapters/threads/thread', 'adapters/threads/learning-thread']
const PROGRAMS = ['cli', ...THREADS]

/**
 * What brings a native library, WebAssembly or threads of its own, or is not always installed, or is seldom needed; and
 * MQTT.js with its packets, which the Azure SDK imports too.
 */
const APART = [
  'onnxruntime-node',
  '@tensorflow/*',
  'azure-iot-common',
  'azure-iot-device',
  'azure-iot-device-mqtt',
  'azure-iot-mqtt-base',
  'mqtt',
  'mqtt-packet',
]

/** What fastify asks for in cases that do not come up here: schemas of bodies, and requests without a connection. */
const UNUSED = ['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler', 'light-my-request']

/** A file that asks where it lies is told where it lay before it was joined with others. */
const PLACES = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const place = JSON.stringify(relative(resolve('dist'), path).replaceAll('\\', '/'))
      const contents = (await readFile(path, 'utf8'))
        .replace(/^#!.*/, '')
        .replaceAll('import.meta.url', `new URL(${place}, moduleRoot)`)
        // Of the object that has everything, languages included, nothing can be left out.
        .replace(`import { z } from 'zod'`, `import * as z from 'zod'`)
      return { contents }
    })
  },
}

/** LevelDB's native library is searched for beside the file that asks for it. */
const LEVEL = {
  name: 'level',
  setup({ onResolve }) {
    onResolve({ filter: /^[.]\/binding$/ }, ({ importer }) =>
      importer.includes('classic-level') ? { path: 'classic-level/binding.js', external: true } : undefined,
    )
  },
}

/** Fastify asks for it at its beginning, and needs it only for servers of that kind. */
const HTTP2 = {
  name: 'http2',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http2$/ }, ({ path, namespace }) =>
      namespace === 'late' ? undefined : { path, namespace: 'late' },
    )
    onLoad({ filter: /.*/, namespace: 'late' }, () => ({
      contents: `module.exports = new Proxy({}, { get: (_, name) => require('node:http2')[name] })`,
    }))
  },
}

/** The one package that cannot be required, with what is asked of it. */
const H5WASM = {
  name: 'h5wasm',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^h5wasm$/ }, ({ path }) => ({ path, namespace: 'imported' }))
    onLoad({ filter: /.*/, namespace: 'imported' }, () => ({
      contents: `
        const h5wasm = { get ready() { return importModule('h5wasm').then(take) } }
        export default h5wasm
        function take({ default: { ready, File, Group, Dataset } }) {
          Object.assign(h5wasm, { File, Group, Dataset })
          return ready
        }`,
    }))
  },
}

export async function bundlePrograms() {
  await build({
    entryPoints: PROGRAMS.map((name) => `dist/${name}.js`),
    outbase: 'dist',
    outdir: 'dist/programs',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    // A script that is run as these are cannot import, but require.
    supported: { 'dynamic-import': false },
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    legalComments: 'eof',
    external: [...APART, ...UNUSED],
    plugins: [PLACES, LEVEL, HTTP2, H5WASM],
    logLevel: 'warning',
  })
  await buildLauncher()
}

/** The launcher, and the files by which programs are begun. */
async function buildLauncher() {
  await build({
    entryPoints: ['dist/launch.js'],
    outfile: 'dist/launch.cjs',
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    define: { 'import.meta.url': 'here' },
    banner: { js: `const here = require('node:url').pathToFileURL(__filename).href` },
  })
  await writeFile('dist/cli.js', `#!/usr/bin/env node\nimport { launch } from './launch.cjs'\n\nlaunch('cli')\n`)
  for (const name of THREADS) {
    const launcher = relative(dirname(name), 'launch.cjs').replaceAll('\\', '/')
    const from = launcher.startsWith('.') ? launcher : `./${launcher}`
    await writeFile(`dist/${name}.cjs`, `require('${from}').launch('${name}')\n`)
  }
}
