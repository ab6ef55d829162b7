// The demo, as `npm start` begins it. Builds dist/ first where `npm ci` was told to run no scripts.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')
const program = join(root, 'dist', 'cli.js')

if (!existsSync(program)) {
  process.chdir(root)
  console.error('Earshot has not been built yet; building it now')
  await import('./build.js')
}
process.argv.splice(1, 1, program, 'demo')
await import(pathToFileURL(program).href)
