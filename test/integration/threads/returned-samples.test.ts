import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { createPrometheusMetrics } from '../../../src/adapters/http/prometheus.ts'
import { startThreads } from '../../../src/adapters/threads/listening-threads.ts'
import { joinParts } from '../../../src/app/parts.ts'
import { SamplePool } from '../../../src/audio/sample-pool.ts'
import { loadConfig } from '../../../src/config.ts'
import { startAll } from '../../../src/lifecycle.ts'
import { createLog } from '../../../src/log.ts'
import { RATE_HZ, sound, writeLoudnessBundle } from '../../loudness-bundle.ts'
import { until } from '../../until.ts'
import { startBroker } from '../broker.ts'
import { temporaryFolder } from '../edge/module-process.ts'
import { joinBroker } from '../mqtt/client.ts'

/** What `npm run build` made: threads take no TypeScript. */
const THREAD = new URL('../../../dist/adapters/threads/thread.cjs', import.meta.url)

/** In the place of the thread that learns: what it was given, looked at when everything has been heard. */
const given: Float32Array[] = []
vi.mock(import('../../../src/adapters/threads/learning-work.ts'), () => ({
  learnOnThread: () => ({
    hear: async ({ y }) => {
      given.push(y)
      return { collected: 0, silent: 0, tried: 0, raised: 0, worst: null }
    },
    fit: () => Promise.reject(new Error('nothing is to be learnt')),
    close: async () => undefined,
  }),
}))

const BEGAN_MS = Date.UTC(2026, 0)
/** A busy machine may take its time. */
const LONG_ENOUGH = 60_000
const LEARN = { source: 'press', minutes: 10, transaction: 'a' }
const CHUNKS = 14
/** Of the bundle's windows. @unit samples */
const HOP = 3_840
/** Loud, and loud otherwise: nothing of it is ever heard. */
const POISON = 0.9

it(
  'gives the same evidence, pages, alarms and sound to learn from when what was given back is overwritten at once',
  async () => {
    const untouched = await everythingHeard()
    const give = SamplePool.prototype.give
    let overwritten = 0
    using _spy = vi.spyOn(SamplePool.prototype, 'give').mockImplementation(function (this: SamplePool, y) {
      overwritten += y.length
      y.forEach((_, i) => {
        y[i] = i % 2 === 0 ? POISON : -POISON
      })
      give.call(this, y)
    })
    const poisoned = await everythingHeard()
    expect(overwritten).toBeGreaterThan(10 * RATE_HZ)
    expect(untouched.verdicts.length).toBeGreaterThan(20)
    expect(untouched.alarms.length).toBeGreaterThan(0)
    expect(untouched.evidence).toHaveLength(1)
    expect(untouched.learntFrom).toHaveLength(CHUNKS - 1)
    expect(poisoned).toEqual(untouched)
  },
  LONG_ENOUGH,
)

type Other = Awaited<ReturnType<typeof joinBroker>>
type Module = Awaited<ReturnType<typeof startModule>>

/** What comes out of a module with all its parts, of a machine that grows loud. */
async function everythingHeard() {
  await using folder = await temporaryFolder()
  await writeLoudnessBundle(join(folder.path, 'models', 'loudness'))
  await using broker = await startBroker()
  await using module = await startModule(folder.path, broker.url)
  await using other = await joinBroker(broker.url)
  given.length = 0
  const heard = await hearPress(module, other)
  await module[Symbol.asyncDispose]()
  return { ...heard, learntFrom: given.map((y) => y.slice()), evidence: await recordingsIn(folder.path) }
}

/** Chunk by chunk, so that each time the same is known of it. */
async function hearPress(module: Module, other: Other) {
  const topic = 'earshot/verdict/press'
  const page = new MelPage(module.url)
  for (let seq = 0; seq < CHUNKS; seq += 1) {
    const y = Int16Array.from(sound(1, seq < 4 ? 0.02 : 0.5, seq), (x) => Math.round(32_767 * x))
    const data = Buffer.from(y.buffer).toString('base64')
    const envelope = { format: 's16le', rate: RATE_HZ, channels: 1, seq, capturedAt: BEGAN_MS + 1_000 * seq, data }
    await other.client.publishAsync('earshot/audio/press', JSON.stringify(envelope), { qos: 1 })
    await until(() => other.on(topic).length > (seq * RATE_HZ) / HOP, 'its windows are judged', LONG_ENOUGH)
    if (seq > 0) continue
    await page.open()
    await other.client.publishAsync('earshot/request/learn', JSON.stringify(LEARN), { qos: 1 })
    await module.line('learning: collecting')
  }
  await page.has(19 + 20 * (CHUNKS - 1))
  const payloads = (topic: string) => other.on(topic).map(({ text }) => JSON.parse(text))
  return {
    verdicts: payloads(topic).map(({ inferenceMs: _, ...verdict }) => verdict),
    alarms: payloads('earshot/event/press').map(({ data }) => ({ ...data, evidence: data.evidence !== undefined })),
    columns: page.close(),
  }
}

/** The module as `App` joins it, but with the built threads. */
async function startModule(directory: string, url: string) {
  const sources = {
    override: {
      mqtt: { url },
      model: { directory: join(directory, 'models'), name: 'loudness', engine: 'cpu' },
      outbox: { directory: join(directory, 'outbox') },
      data: { directory },
      learning: { directory: join(directory, 'learnt') },
      evidence: { beforeSeconds: 30, afterSeconds: 3 },
      http: { port: 0 },
      metrics: { enabled: false },
      queue: { waitingSeconds: 600, waitingWindows: 1_000 },
    },
  } as const
  const config = loadConfig(sources)
  const lines: string[] = []
  const log = createLog({ level: 'info', format: 'json', write: (line) => lines.push(JSON.parse(line).msg) })
  const metrics = createPrometheusMetrics()
  const engine = { ...findEngineFiles(), preferred: 'cpu' } as const
  const threads = startThreads({ count: 1, engine, metrics, log, program: THREAD })
  const listening = { threads: 1, ...threads }
  const parts = { config, sources, version: '1.0.0', log, pageDirectory: directory, metrics, listening }
  const { services, http } = await joinParts(parts)
  let stop = await startAll(services, { signal: new AbortController().signal })
  return {
    url: `http://127.0.0.1:${http.port}`,
    /** Waits for a line of the log that begins like this. */
    line: (text: string, nth = 0) =>
      until(() => lines.filter((line) => line.startsWith(text)).length > nth, `it logged "${text}"`, LONG_ENOUGH),
    async [Symbol.asyncDispose](): Promise<void> {
      await stop()
      stop = async () => undefined
    },
  }
}

/** A page that looks at the sound of the press. */
class MelPage {
  readonly #url: string
  readonly #left = new AbortController()
  #columns = ''

  constructor(url: string) {
    this.#url = url
  }

  async open(): Promise<void> {
    void this.#read().catch(() => undefined)
    await this.has(1)
  }

  async has(columns: number): Promise<void> {
    await until(() => this.#bytes().length >= 64 * columns, `${columns} columns are seen`, LONG_ENOUGH)
  }

  /** @returns What was seen. */
  close(): Buffer {
    this.#left.abort()
    return this.#bytes()
  }

  #bytes(): Buffer {
    const events = [...this.#columns.matchAll(/"columns":"([^"]*)"/g)]
    return Buffer.concat(events.map(([, columns = '']) => Buffer.from(columns, 'base64')))
  }

  async #read(): Promise<void> {
    const response = await fetch(`${this.#url}/api/sources/press/sound`, { signal: this.#left.signal })
    for await (const part of response.body ?? []) this.#columns += Buffer.from(part).toString()
  }
}

/** The sound of alarms. */
async function recordingsIn(directory: string): Promise<readonly Buffer[]> {
  const files = (await readdir(directory, { recursive: true })).filter((path) => path.endsWith('.wav'))
  return await Promise.all(files.map((path) => readFile(join(directory, path))))
}
