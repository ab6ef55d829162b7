import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from 'mqtt'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { type EdgeRuntime, startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { RATE_HZ, sound, writeLoudnessBundle } from '../../loudness-bundle.ts'
import { killableBroker } from './killable-broker.ts'
import { type ModuleProcess, startModuleProcess, temporaryFolder } from './module-process.ts'

export interface SoakPlan {
  /** Every second one is heard over MQTT, the others through the hub. */
  readonly sources: number
  /** Of sound. */
  readonly minutes: number
  /** How much faster than in real time the sound comes. */
  readonly speed: number
  /** How often the hub, and how often the broker, is killed. */
  readonly kills: number
}

export interface SoakReport {
  readonly realSeconds: number
  /** Times that a source became loud: each makes an alarm that is raised and then cleared. */
  readonly episodes: number
  /** Ids of the events that the module accepted. */
  readonly accepted: readonly string[]
  /** Ids in the order of their arrival, some more than once. */
  readonly arrived: { readonly hub: readonly string[]; readonly mqtt: readonly string[] }
  /** Of the module, once a second. @unit MB */
  readonly residentMb: readonly number[]
  readonly inferMs: readonly number[]
  /** The module's own, over all sources. */
  readonly counts: {
    readonly windowsScored: number
    readonly windowsDropped: number
    readonly chunksDropped: number
    readonly eventsDropped: number
  }
}

const CHUNK_SECONDS = 2
/** A source is loud for the first part of each cycle, each at another time. @unit chunks */
const LOUD_CHUNKS = 10
const CYCLE_CHUNKS = 45
/** Until every alarm that stands at the end has cleared. @unit chunks */
const LAST_CHUNKS = 10
const BEGAN_MS = Date.UTC(2026, 0)
/** How long hub or broker is away. @unit ms */
const AWAY_MS = 700
const ASK_EVERY_CHUNKS = 8
/** How long the last alarms may take. @unit ms */
const SETTLE_MS = 60_000

const wavOf = (amplitude: number) => Buffer.from(encodeWav(sound(CHUNK_SECONDS, amplitude), RATE_HZ, { bitDepth: 16 }))
const WAVS = { quiet: wavOf(0.02), loud: wavOf(0.5) }
const BASE64 = { quiet: WAVS.quiet.toString('base64'), loud: WAVS.loud.toString('base64') }

/** How far the n-th source is in its cycle. @unit chunks */
const phaseOf = (source: number, chunk: number): number => (chunk + 7 * source) % CYCLE_CHUNKS

/** Whether the n-th source is loud in a chunk. No episode is cut short by the beginning or the end: each is an alarm. */
function isLoud(source: number, chunk: number, chunks: number): boolean {
  const began = chunk - phaseOf(source, chunk)
  return phaseOf(source, chunk) < LOUD_CHUNKS && began >= 0 && began + LOUD_CHUNKS + LAST_CHUNKS <= chunks
}

/** Run the module under load while hub and broker are killed again and again, and write down what becomes of its alarms. */
export async function soak(plan: SoakPlan): Promise<SoakReport> {
  await using folder = await temporaryFolder()
  await writeLoudnessBundle(join(folder.path, 'models', 'loudness'), { seconds: 2, hopSeconds: 2 })
  await using edge = await startEdgeRuntime({
    modules: ['earshot'],
    routes: { alarms: 'FROM /messages/modules/earshot/outputs/alarms INTO $upstream' },
  })
  const arrived = { hub: [] as string[], mqtt: [] as string[] }
  edge.hub.arrivals.on('message', ({ system }) => arrived.hub.push(system['$.mid'] ?? ''))
  await using broker = await killableBroker((topic, payload) => {
    if (topic.startsWith('earshot/event/')) arrived.mqtt.push(JSON.parse(String(payload)).id)
  })
  await using module = await startModuleProcess({
    env: {
      ...edge.environment('earshot'),
      EARSHOT_MQTT_URL: broker.url,
      EARSHOT_MODEL_DIRECTORY: join(folder.path, 'models'),
      EARSHOT_MODEL_NAME: 'loudness',
    },
  })
  await module.line('connected to edgeHub')
  const { port } = await module.line('http is listening')

  const beganMs = performance.now()
  const residentMb: number[] = []
  const looking = setInterval(() => residentMb.push(residentMbOf(module)), 1_000)
  try {
    const { episodes, inferMs } = await play(plan, { edge, broker })
    const accepted = () =>
      module.lines.filter(({ msg }) => /^alarm (raised|cleared|stale)$/.test(msg)).map(({ id }) => String(id))
    const isMissing = () => accepted().some((id) => !arrived.hub.includes(id) || !arrived.mqtt.includes(id))
    const endMs = performance.now() + SETTLE_MS
    while ((accepted().length < 2 * episodes || isMissing()) && performance.now() < endMs) await pause(200)
    return {
      realSeconds: (performance.now() - beganMs) / 1_000,
      episodes,
      accepted: accepted(),
      arrived,
      residentMb,
      inferMs,
      counts: await countsOf(Number(port)),
    }
  } finally {
    clearInterval(looking)
  }
}

interface Stage {
  readonly edge: EdgeRuntime
  readonly broker: Awaited<ReturnType<typeof killableBroker>>
}

/** Let the machines sound, and hub and broker be killed. */
async function play({ sources, minutes, speed, kills }: SoakPlan, { edge, broker }: Stage) {
  const chunks = Math.round((minutes * 60) / CHUNK_SECONDS)
  const killsAt = Array.from({ length: 2 * kills }, (_, i) => Math.floor(((i + 1) * chunks) / (2 * kills + 1)))
  const publisher = connect(broker.url, { protocolVersion: 4, reconnectPeriod: 50 })
  const inferMs: number[] = []
  let episodes = 0
  for (let chunk = 0; chunk < chunks; chunk++) {
    const isTime = pause((CHUNK_SECONDS * 1_000) / speed)
    await broker.heard() // What nobody listens to would be lost on its way to the module.
    const capturedAt = BEGAN_MS + chunk * CHUNK_SECONDS * 1_000
    for (let source = 0; source < sources; source++) {
      const name = `machine-${source}`
      const kind = isLoud(source, chunk, chunks) ? 'loud' : 'quiet'
      if (kind === 'loud' && phaseOf(source, chunk) === 0) episodes += 1
      if (source % 2 === 0) {
        const properties = { source: name, seq: String(chunk), capturedAt: String(capturedAt) }
        edge.hub.sendToInput('earshot', 'audio', WAVS[kind], properties)
      } else {
        const envelope = JSON.stringify({ format: 'wav', seq: chunk, capturedAt, data: BASE64[kind] })
        publisher.publish(`earshot/audio/${name}`, envelope, { qos: 1 })
      }
    }
    const kill = killsAt.indexOf(chunk)
    if (kill >= 0) void (kill % 2 === 0 ? awayAndBack(edge) : broker.awayAndBack(AWAY_MS))
    else if (chunk % ASK_EVERY_CHUNKS === 0) void ask(edge, `machine-${chunk % sources}`, inferMs)
    await isTime
  }
  publisher.end(true)
  return { episodes, inferMs }
}

async function awayAndBack({ faults }: EdgeRuntime): Promise<void> {
  await faults.kill()
  await pause(AWAY_MS)
  await faults.restart()
}

/** A question that meets a hub that is away has no answer, and counts for nothing. */
async function ask({ hub }: EdgeRuntime, source: string, inferMs: number[]): Promise<void> {
  const askedMs = performance.now()
  const answer = await hub.invokeMethod('earshot', 'infer', { source }, 10_000).catch(() => undefined)
  if (answer?.status === 200) inferMs.push(performance.now() - askedMs)
}

/** @unit MB */
function residentMbOf({ pid }: ModuleProcess): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_024
}

async function countsOf(port: number): Promise<SoakReport['counts']> {
  const page = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  const sum = (name: string) =>
    [...page.matchAll(new RegExp(`^${name}\\{.*\\} (\\d+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    )
  return {
    windowsScored: sum('earshot_windows_scored_total'),
    windowsDropped: sum('earshot_windows_dropped_total'),
    chunksDropped: sum('earshot_chunks_dropped_total'),
    eventsDropped: page
      .split('\n')
      .filter((line) => line.startsWith('earshot_results_dropped_total') && line.includes('result="event"')).length,
  }
}
