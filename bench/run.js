// All benchmarks, one after the other, each in a process of its own. Needs a build and the bundles. With --quick it takes
// some eight minutes; without, it looks for the greatest number of live microphones, which takes most of an hour.
//   node bench/run.js [--quick] [--python python3]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bundleFolder } from './bundle.js'
import { table } from './measure.js'

const {
  values: { quick, python },
} = parseArgs({
  options: { quick: { type: 'boolean', default: false }, python: { type: 'string', default: 'python3' } },
})
for (const folder of ['fan', 'fan-cnn'].map(bundleFolder)) {
  if (existsSync(`${folder}/bundle.json`)) continue
  console.error(`there is no bundle at ${folder}: set EARSHOT_MODEL_DIRECTORY to the folder that it is in`)
  process.exit(1)
}

const benchmarks = [
  ['the kernel beside the plain path', ['bench/kernel.js']],
  ['steps of a window, HTTP requests, cold start, memory', ['bench/requests.js']],
  ['Python in the same run', ['bench/python.js', python]],
  ['an epoch of training', ['bench/epoch.js']],
  ['what a live microphone costs', ['bench/live-cost.js']],
  ['a live window by kind of bundle', ['bench/live-kinds.js']],
  ['what open pages cost', ['bench/live-page.js']],
  ['live microphones through a broker', ['bench/streams.js', ...(quick ? ['--seconds', '20', '--at', '200'] : [])]],
]
const outcomes = benchmarks.map(([title, command], i) => {
  console.log(`\n── ${i + 1} of ${benchmarks.length}: ${title}: node ${command.join(' ')}\n`)
  const startMs = performance.now()
  const { status, signal } = spawnSync(process.execPath, command, { stdio: 'inherit' })
  const seconds = ((performance.now() - startMs) / 1_000).toFixed(0)
  const outcome = status === 0 ? 'done' : `failed (${status ?? signal})`
  console.log(`\n${outcome} after ${seconds} s`)
  return [title, outcome, seconds]
})
console.log()
table(['', 'outcome', 's'], outcomes)
process.exitCode = outcomes.every(([, outcome]) => outcome === 'done') ? 0 : 1
