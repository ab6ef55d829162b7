// How many live microphones the module can listen to: publishes them through a real broker from another process,
// and looks for the greatest number at which no window is late, dropped or failed. Needs a build.
//   node bench/streams.js [--seconds 60] [--rates 22050,44100] [--engines wasm,onnx] [--threads 1] [--from 40] [--most 2000] [--model fan]
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import mqtt from 'mqtt'
import { table } from './measure.js'
import { startModule } from './module-process.js'
import { leaveFirstCore } from './one-core.js'
import { startBroker } from './streams/broker.js'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rates: { type: 'string', default: '22050,44100' },
    engines: { type: 'string', default: 'wasm,onnx' },
    threads: { type: 'string', default: '1' },
    from: { type: 'string', default: '40' },
    most: { type: 'string', default: '2000' },
    hop: { type: 'string', default: '0' },
    model: { type: 'string', default: 'fan-cnn' },
    /** Measure at these numbers only, instead of looking for the greatest. */
    at: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
/** A window is late when its verdict comes more than a hop after the chunk that completed it was published. */
const LATE_MS = 2_000
/** Until every source has whole windows. @unit ms */
const FILL_MS = 13_000

/** The module has a core to itself: all its threads share it, and nobody else does. */
const firstCore = leaveFirstCore()

/** Everything that is needed to try numbers of microphones at one rate on one engine. */
async function openScene(engine, sampleRateHz) {
  const broker = await startBroker()
  const module = await startModule({
    command: firstCore ?? [],
    nodeOptions: ['--import', new URL('./streams/loop-delay.js', import.meta.url).href],
    env: {
      EARSHOT_MQTT_URL: broker.url,
      EARSHOT_MODEL_NAME: values.model,
      EARSHOT_MODEL_ENGINE: engine,
      EARSHOT_ANALYSIS_WORKERS: values.threads,
      EARSHOT_WINDOW_HOP_FRAMES: values.hop,
      EARSHOT_AUDIO_MAX_SOURCES: '10000',
      EARSHOT_METRICS_PORT: '0',
      EARSHOT_METRICS_ENABLED: 'false',
      EARSHOT_LOG_LEVEL: 'info',
      EARSHOT_OUTBOX_DIRECTORY: mkdtempSync(join(tmpdir(), 'earshot-bench-')),
      EARSHOT_DATA_DIRECTORY: mkdtempSync(join(tmpdir(), 'earshot-bench-')),
    },
  })
  const microphones = fork(new URL('./streams/microphones.js', import.meta.url), [
    JSON.stringify({ url: broker.url, protocol: broker.protocol, sampleRateHz }),
  ])
  let published = { behindMs: 0, waiting: 0 }
  microphones.on('message', (message) => {
    published = message
  })
  const ears = await mqtt.connectAsync(broker.url, { reconnectPeriod: 0 })
  const latenciesMs = []
  ears.on('message', (_topic, payload) => latenciesMs.push(Date.now() - JSON.parse(payload.toString()).window.endMs))
  await ears.subscribeAsync('earshot/verdict/+')

  const ask = async () => {
    module.child.send('loop-delay')
    const [delay] = await once(module.child, 'message')
    return delay
  }
  let isWarm = false
  /** A module that has just begun is slower, and would carry what it could not do then through the whole run. */
  const warmUp = async (count) => {
    for (const share of isWarm ? [] : [0.3, 0.6]) {
      microphones.send({ count: Math.ceil(share * count) })
      await pause(FILL_MS)
    }
    isWarm = true
  }
  const lost = async () => {
    const page = await (await fetch(`${module.url}/metrics`)).text()
    return ['windows_dropped', 'windows_failed', 'chunks_dropped', 'chunks_refused', 'chunk_irregularities']
      .map((name) => sumOf(page, `earshot_${name}_total`))
      .reduce((a, b) => a + b)
  }

  return {
    engine: module.engine,
    broker: broker.name,
    residentMb: module.residentMb,
    /** Listen to so many for a while. */
    async measure(count) {
      await warmUp(count)
      microphones.send({ count })
      await pause(FILL_MS)
      const lostBefore = await lost()
      await ask()
      latenciesMs.length = 0
      const cpuBefore = module.cpuMs()
      const startMs = performance.now()
      await pause(1_000 * seconds)
      const wallMs = performance.now() - startMs
      const cpuMs = module.cpuMs() - cpuBefore
      const windows = latenciesMs.length
      const sorted = latenciesMs.toSorted((a, b) => a - b)
      const delay = await ask()
      return {
        count,
        windows,
        expected: (count * wallMs) / 1_000,
        late: sorted.filter((ms) => ms > LATE_MS).length,
        lost: (await lost()) - lostBefore,
        medianMs: sorted[windows >> 1] ?? Number.NaN,
        worstMs: sorted.at(-1) ?? Number.NaN,
        cpuMsPerWindow: cpuMs / windows,
        cores: cpuMs / wallMs,
        delay,
        residentMb: module.residentMb(),
        publisherBehindMs: published.behindMs,
      }
    },
    async close() {
      microphones.kill()
      await ears.endAsync(true)
      await module.stop()
      broker.stop()
    },
  }
}

function sumOf(page, metric) {
  const lines = page.split('\n').filter((line) => line.startsWith(`${metric}{`) || line.startsWith(`${metric} `))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

const isClean = ({ late, lost, windows, expected }) => late === 0 && lost === 0 && windows > 0.97 * expected

/** Up by halves until one is too many, then between the two until they are less than a twentieth apart. */
async function findGreatest(scene, note) {
  let best
  let tooMany = Number(values.most) + 1
  let next = Number(values.from)
  while (next < tooMany && next <= Number(values.most)) {
    const result = await scene.measure(next)
    note(result)
    if (isClean(result)) best = result
    else tooMany = next
    const below = best?.count ?? 0
    if (tooMany - below <= Math.max(1, below / 20)) break
    next = tooMany > Number(values.most) ? Math.round(1.5 * next) : Math.round((below + tooMany) / 2)
  }
  return best
}

const rows = []
const results = []
for (const engine of values.engines.split(',')) {
  for (const rate of values.rates.split(',').map(Number)) {
    let scene
    try {
      scene = await openScene(engine, rate)
    } catch (error) {
      console.log(`${engine}: left out (${error.message})`)
      continue
    }
    const emptyMb = scene.residentMb()
    const note = (r) => {
      results.push({ engine, rate, hopFrames: Number(values.hop), emptyMb, ...r })
      console.error(
        `${engine} ${rate} Hz, ${r.count} microphones: ${r.windows} windows, ${r.late} late, ${r.lost} lost, ` +
          `median ${r.medianMs.toFixed(0)} ms, worst ${r.worstMs.toFixed(0)} ms, ${r.cpuMsPerWindow.toFixed(2)} CPU ms a window, ` +
          `loop p99 ${r.delay.p99Ms.toFixed(1)} ms, ${r.residentMb.toFixed(0)} MB, publisher behind ${r.publisherBehindMs} ms`,
      )
    }
    let best
    if (values.at === undefined) best = await findGreatest(scene, note)
    else
      for (const count of values.at.split(',').map(Number)) {
        best = await scene.measure(count)
        note(best)
      }
    await scene.close()
    if (best === undefined) continue
    rows.push([
      `${engine}, ${rate} Hz, ${scene.broker}`,
      best.count,
      best.cpuMsPerWindow.toFixed(2),
      Math.round(best.count / best.cores),
      best.delay.p99Ms.toFixed(1),
      ((best.residentMb - emptyMb) / best.count).toFixed(2),
    ])
  }
}
console.log(
  `\n${cpus()[0]?.model}, ${cpus().length} cores, Node.js ${process.version}, ${values.threads} thread(s), ${seconds} s each`,
)
table(['', 'microphones', 'CPU ms a window', 'a core of CPU', 'event loop p99 ms', 'MB each'], rows)
if (values.json) console.log(JSON.stringify(results))
process.exit(0)
