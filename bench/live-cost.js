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

/** Microphones that listen with one setting, from their first window on. */
async function listening({ microphones = 4, windowSeconds = 10, ...rest }) {
  const scorer = await scorerFor({ windowSeconds, ...rest })
  const streams = Array.from({ length: microphones }, (_, i) => openSourceStream(`mic-${i}`))
  let n = 0
  const hear = async (seconds) => {
    for (const end = n + seconds; n < end; n++) {
      for (const [i, stream] of streams.entries()) {
        const from = ((n * 8_191 + i * 977) % (sound.length - RATE)) | 0
        const y = sound.slice(from, from + RATE)
        const chunk = { source: `mic-${i}`, y, sampleRateHz: RATE, channels: 1, seq: n, receivedAtMs: 1_000 * n }
        const { windows } = await stream.push(chunk, scorer)
        for (const window of windows) await window.score()
      }
    }
  }
  // The warm-up is not measured.
  await hear(windowSeconds + 2 + SECONDS)
  const costs = []
  return {
    async measure() {
      const before = process.cpuUsage()
      await hear(SECONDS)
      const { user, system } = process.cpuUsage(before)
      costs.push((user + system) / 1_000 / microphones / SECONDS)
    },
    /** CPU time for a second of one microphone's sound. @unit ms */
    cost: () => costs.toSorted((a, b) => a - b)[costs.length >> 1],
  }
}

const sweeps = [
  { title: 'microphones', name: 'microphones', at: [1, 5, 20, 50, 100, 200] },
  { title: 'hop, STFT frames (43 = 1 s)', name: 'hopFrames', at: [11, 22, 43, 86, 172] },
  { title: 'window, s', name: 'windowSeconds', at: [5, 10, 20, 40] },
]
const settings = []
for (const { name, at } of sweeps) for (const x of at) settings.push({ name, x, ...(await listening({ [name]: x })) })
// In turns, so that a slow minute of the machine is one for all.
for (let pass = 0; pass < PASSES; pass++) for (const setting of settings) await setting.measure()
const plots = []
for (const { title, name } of sweeps) {
  const points = settings.filter((setting) => setting.name === name).map(({ x, cost }) => [x, cost()])
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
