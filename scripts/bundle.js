// Joins the programs in dist/ with what they import: several hundred small files took longer to find and to read than
// to run. Programs share their chunks; the single files stay for those who import them.
import { readFile } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { build } from 'esbuild'

const PROGRAMS = [
  'dist/cli.js',
  'dist/watchdog-thread.js',
  'dist/adapters/threads/thread.js',
  'dist/adapters/threads/learning-thread.js',
]

/**
 * What brings a native library, WebAssembly or threads of its own, or is not always installed, or is seldom needed; and
 * MQTT.js, which the Azure SDK imports too.
 */
const APART = [
  'classic-level',
  'onnxruntime-node',
  '@tensorflow/*',
  'h5wasm',
  'pino',
  'azure-iot-common',
  'azure-iot-device',
  'azure-iot-device-mqtt',
  'azure-iot-mqtt-base',
  'mqtt',
]

/** CommonJS packages ask for `require`, which modules have not. */
const REQUIRE = `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`

/** A file that asks where it lies is told where it lay before it was joined with others. */
const PLACES = {
  name: 'places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dist[\\/].*\.js$/ }, async ({ path }) => {
      if (path.includes('node_modules')) return undefined
      const contents = await readFile(path, 'utf8')
      if (!contents.includes('import.meta.url')) return undefined
      const place = JSON.stringify(relative(resolve('dist'), path).replaceAll('\\', '/'))
      const root = `import.meta.url.slice(0, import.meta.url.lastIndexOf('/dist/') + 6)`
      return { contents: contents.replaceAll('import.meta.url', `new URL(${place}, ${root})`) }
    })
  },
}

export async function bundlePrograms() {
  await build({
    entryPoints: PROGRAMS,
    outbase: 'dist',
    outdir: 'dist',
    allowOverwrite: true,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    minifySyntax: true,
    sourcemap: true,
    legalComments: 'eof',
    external: APART,
    plugins: [PLACES],
    banner: { js: REQUIRE },
    logLevel: 'warning',
  })
}
