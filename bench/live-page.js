// What open pages cost the module: its CPU time with and without them, in turns, while it listens to live microphones.
// A page follows /api/stream and looks at the sound of one source. Needs a build.
//   node bench/live-page.js [--sources 50] [--pages 3] [--seconds 15] [--turns 3] [--rate 22050]
import { fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { summarise, table } from './measure.js'
import { startModule } from './module-process.js'
import { startBroker } from './streams/broker.js'

const { values } = parseArgs({
  options: {
    sources: { type: 'string', default: '50' },
    pages: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '15' },
    turns: { type: 'string', default: '3' },
    rate: { type: 'string', default: '22050' },
  },
})
const [count, pages, seconds, turns] = [values.sources, values.pages, values.seconds, values.turns].map(Number)
/** Until every source has whole windows. @unit ms */
const FILL_MS = 13_000
/** What the pages may cost together, of one core. */
const MOST_SHARE = 0.05

const broker = await startBroker()
const folder = mkdtempSync(join(tmpdir(), 'earshot-bench-'))
const module = await startModule({
  env: {
    EARSHOT_MQTT_URL: broker.url,
    EARSHOT_ANALYSIS_WORKERS: '1',
    EARSHOT_METRICS_ENABLED: 'false',
    EARSHOT_OUTBOX_DIRECTORY: join(folder, 'outbox'),
    EARSHOT_DATA_DIRECTORY: folder,
  },
})
const microphones = fork(new URL('./streams/microphones.js', import.meta.url), [
  JSON.stringify({ url: broker.url, protocol: broker.protocol, sampleRateHz: Number(values.rate) }),
])

/** Reads all that comes, as a browser does. */
async function openPage(i) {
  const closing = new AbortController()
  let bytes = 0
  for (const path of ['/api/stream', `/api/sources/mic-${i}/sound`]) {
    const response = await fetch(module.url + path, { signal: closing.signal })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    const read = async () => {
      for await (const piece of response.body) bytes += piece.length
    }
    read().catch(() => undefined)
  }
  return { close: () => closing.abort(), bytes: () => bytes }
}

/** Share of one core over a while. */
async function share() {
  const cpuBefore = module.cpuMs()
  const startMs = performance.now()
  await pause(1_000 * seconds)
  return (module.cpuMs() - cpuBefore) / (performance.now() - startMs)
}

microphones.send({ count })
await pause(FILL_MS)
const without = []
const withPages = []
let bytesASecond = 0
for (let turn = 0; turn < turns; turn++) {
  without.push(await share())
  const opened = []
  for (let i = 0; i < pages; i++) opened.push(await openPage(i))
  await pause(1_000)
  const bytesBefore = opened.reduce((sum, page) => sum + page.bytes(), 0)
  withPages.push(await share())
  bytesASecond = (opened.reduce((sum, page) => sum + page.bytes(), 0) - bytesBefore) / seconds / pages
  for (const page of opened) page.close()
  await pause(1_000)
}

const percent = (value) => `${(100 * value).toFixed(1)} %`
const shown = (shares) => percent(summarise(shares).median)
const pagesShare = summarise(withPages.map((value, i) => value - without[i])).median
table(
  [`${count} sources at ${values.rate} Hz (${broker.name}, ${module.engine})`, 'of one core'],
  [
    ['the module without pages', shown(without)],
    [`with ${pages} pages`, shown(withPages)],
    ['the pages alone', percent(pagesShare)],
  ],
)
console.log(
  `a page is sent ${(bytesASecond / 1024).toFixed(0)} KB/s; the module takes ${module.residentMb().toFixed(0)} MB`,
)
microphones.kill()
await module.stop()
broker.stop()
process.exitCode = pagesShare <= MOST_SHARE ? 0 : 1
