// All benchmarks, one after the other, each in a process of its own; a few minutes. Needs a build and the fan's bundle.
//   node bench/run.js [--quick]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { bundleFolder } from './bundle.js'
import { table } from './measure.js'

const isQuick = process.argv.includes('--quick')
if (!existsSync(`${bundleFolder()}/bundle.json`)) {
  console.error(`there is no bundle at ${bundleFolder()}: set EARSHOT_MODEL_DIRECTORY to the folder that fan/ is in`)
  process.exit(1)
}

const benchmarks = [
  ['the kernel beside the plain path', ['bench/kernel.js']],
  ['steps of a window, HTTP requests, cold start, memory', ['bench/requests.js']],
  ['Python in the same run', ['bench/python.js']],
  ['an epoch of training', ['bench/epoch.js']],
  ['what a live microphone costs', ['bench/live-cost.js']],
  ['a live window by kind of bundle', ['bench/live-kinds.js']],
  ['what open pages cost', ['bench/live-page.js']],
  ['live microphones through a broker', ['bench/streams.js', '--seconds', isQuick ? '20' : '60']],
]
const outcomes = benchmarks.map(([title, command]) => {
  console.log(`\n── ${title}: node ${command.join(' ')}\n`)
  const startMs = performance.now()
  const { status } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(0)
  return [title, status === 0 ? 'done' : `failed (${status})`, seconds]
})
console.log()
table(['', 'outcome', 's'], outcomes)
process.exitCode = outcomes.every(([, outcome]) => outcome === 'done') ? 0 : 1
