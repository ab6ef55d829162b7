// What a live microphone costs, in process: how it grows with the number of microphones, the hop and the window.
// Writes the plot docs/images/live-cost.svg with --plot. Needs a build and a bundle.
//   node bench/live-cost.js [--plot] [--engine wasm]
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { readBundle } from '../dist/adapters/disk/bundle-folder.js'
import { findEngineFiles } from '../dist/adapters/disk/engine-files.js'
import { loadEngine } from '../dist/model/engine.js'
import { createScorer } from '../dist/model/scorer.js'
import { bundleScorer } from '../dist/pipeline/bundle-scorer.js'
import { openSourceStream } from '../dist/pipeline/local-stream.js'
import { bundleFolder } from './bundle.js'
import { table } from './measure.js'
import { linePlots } from './plot.js'
import { machineSound } from './sound.js'

const { values } = parseArgs({ options: { plot: { type: 'boolean' }, engine: { type: 'string', default: 'auto' } } })
const contents = await readBundle(bundleFolder())
const engine = await loadEngine({ ...findEngineFiles(), preferred: values.engine })
const RATE = 44_100
/** Measured of each microphone, after its first window. @unit s */
const SECONDS = 8
const PASSES = 5
const sound = machineSound(RATE, 12)

/** The bundle with another window; its network still takes the first columns of it. */
async function scorerFor({ hopFrames = 43, windowSeconds = 10 }) {
  const { manifest } = contents
  const window = { ...manifest.window, lengthSeconds: windowSeconds }
  return bundleScorer(await createScorer({ ...contents, manifest: { ...manifest, window } }, engine), hopFrames)
}

/** CPU time for a second of one microphone's sound. @unit ms */
async function costOf({ microphones = 4, windowSeconds = 10, ...rest }) {
  const scorer = await scorerFor({ windowSeconds, ...rest })
  const streams = Array.from({ length: microphones }, (_, i) => openSourceStream(`mic-${i}`))
  const second = async (n) => {
    for (const [i, stream] of streams.entries()) {
      const from = ((n * 8_191 + i * 977) % (sound.length - RATE)) | 0
      const y = sound.slice(from, from + RATE)
      const chunk = { source: `mic-${i}`, y, sampleRateHz: RATE, channels: 1, seq: n, receivedAtMs: 1_000 * n }
      const { windows } = await stream.push(chunk, scorer)
      for (const window of windows) await window.score()
    }
  }
  for (let n = 0; n < windowSeconds + 2; n++) await second(n)
  // Whole passes, because not every second has a window.
  const costs = []
  for (let pass = 0; pass < PASSES; pass++) {
    const before = process.cpuUsage()
    for (let n = 0; n < SECONDS; n++) await second(windowSeconds + 2 + pass * SECONDS + n)
    const { user, system } = process.cpuUsage(before)
    costs.push((user + system) / 1_000 / microphones / SECONDS)
  }
  return costs.toSorted((a, b) => a - b)[costs.length >> 1]
}

const sweeps = [
  { title: 'microphones', name: 'microphones', at: [1, 5, 20, 50, 100, 200] },
  { title: 'hop, STFT frames (43 = 1 s)', name: 'hopFrames', at: [11, 22, 43, 86, 172] },
  { title: 'window, s', name: 'windowSeconds', at: [5, 10, 20, 40] },
]
await costOf({})
const plots = []
for (const { title, name, at } of sweeps) {
  const points = []
  for (const x of at) points.push([x, await costOf({ [name]: x })])
  plots.push({ title, points })
  table(
    [title, 'CPU ms a second of sound'],
    points.map(([x, y]) => [x, y.toFixed(2)]),
  )
  console.log()
}
if (values.plot) {
  const file = new URL('../docs/images/live-cost.svg', import.meta.url)
  writeFileSync(
    file,
    linePlots({ plots, yTitle: 'CPU ms for a second of one microphone', note: `44.1 kHz, engine ${engine.name}` }),
  )
  console.log(`written: ${file.pathname}`)
}
