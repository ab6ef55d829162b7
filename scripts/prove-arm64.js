// Runs the built module on an arm64 Node.js 22, emulated where this machine is another: it must score recordings as this
// machine does, and hear a microphone, raise an alarm at broker and hub, answer methods and stop as it does here.
//   node scripts/prove-arm64.js [--model DIR]… [--engine wasm|onnx] [RECORDING.wav]…
// Without recordings or bundles it takes synthetic ones, models/fan-cnn and models/fan. Needs `npm run build` and what proof/arm64.js says.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { connectAsync } from 'mqtt'
import { EmbeddedBroker } from '../dist/sim/broker.js'
import { startEdgeRuntime } from '../dist/sim/edge/runtime.js'
import { arm64Node, run, start } from './proof/arm64.js'

/** What two processors' sums may differ by, in a probability. */
const TOLERANCE = 1e-6
/** An emulated processor is slow. */
const PATIENCE_MS = 300_000
const STOP_MS = 9_000
const ROOT = resolve(import.meta.dirname, '..')
const PROGRAM = join(ROOT, 'dist/cli.js')
/** A network, which an engine computes, and the linear classifier that is shipped. */
const FANS = ['fan-cnn', 'fan'].map((name) => join(ROOT, 'models', name))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { model: { type: 'string', multiple: true }, engine: { type: 'string', default: 'wasm' } },
})
const folder = mkdtempSync(join(tmpdir(), 'earshot-arm64-'))
try {
  const here = [process.execPath]
  const arm64 = arm64Node(folder)
  const [version, architecture] = run(arm64, ['-p', 'process.version + " " + process.arch']).trim().split(' ')
  assert.equal(architecture, 'arm64')
  report(`Node.js ${version} for ${architecture} runs`)
  run(here, [PROGRAM, 'synth', '--out', join(folder, 'fan'), '--clips', '1', '--seconds', '40', '--seed', '7'])
  const recordings = positionals.length > 0 ? positionals : [join(folder, 'fan')]
  for (const model of values.model ?? FANS) compareScores(here, arm64, recordings, model)
  await listen(here, arm64)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function compareScores(here, arm64, recordings, model) {
  const score = (node) => {
    const startMs = performance.now()
    const args = [PROGRAM, 'score', ...recordings, '--model', model, '--engine', values.engine, '--json']
    return { verdicts: JSON.parse(run(node, args)), seconds: (performance.now() - startMs) / 1_000 }
  }
  const [native, emulated] = [score(here), score(arm64)]
  assert.ok(native.verdicts.length > 0)
  assert.equal(emulated.verdicts.length, native.verdicts.length)
  let largest = 0
  for (const [i, verdict] of native.verdicts.entries()) {
    const other = emulated.verdicts[i]
    assert.deepEqual([other.file, other.label, other.anomaly], [verdict.file, verdict.label, verdict.anomaly])
    for (const [k, p] of verdict.probabilities.entries()) {
      assert.ok(Number.isFinite(other.probabilities[k]))
      largest = Math.max(largest, Math.abs(p - other.probabilities[k]))
    }
    console.log(`  ${verdict.file}: ${verdict.label} ${other.probabilities.map((p) => p.toPrecision(9)).join(' ')}`)
  }
  assert.ok(largest <= TOLERANCE, `probabilities differ by ${largest}`)
  const times = `${emulated.seconds.toFixed(1)} s there, ${native.seconds.toFixed(1)} s here`
  report(`${model}: ${native.verdicts.length} recordings within ${largest.toExponential(1)} (${times})`)
}

/** The module as the image starts it, with a broker and a local IoT Edge runtime of this machine. */
async function listen(here, arm64) {
  const broker = new EmbeddedBroker()
  await broker.start()
  const edge = await startEdgeRuntime({ modules: ['earshot'] })
  const upstream = []
  edge.hub.arrivals.on('message', ({ output, properties }) => upstream.push({ output, ...properties }))
  const client = await connectAsync(broker.url)
  const seen = []
  client.on('message', (topic, payload) => seen.push({ topic, body: JSON.parse(String(payload)) }))
  await client.subscribeAsync('earshot/#')
  const data = join(folder, 'data')
  mkdirSync(data)
  const env = {
    PATH: process.env.PATH,
    ...edge.environment('earshot', 'http'),
    EARSHOT_MQTT_URL: broker.url,
    EARSHOT_MODEL_DIRECTORY: join(ROOT, 'models'),
    EARSHOT_MODEL_NAME: 'fan-cnn',
    EARSHOT_MODEL_ENGINE: values.engine,
    EARSHOT_WATCHDOG_LIMIT_SECONDS: String(PATIENCE_MS / 1_000),
    EARSHOT_OUTBOX_DIRECTORY: join(data, 'outbox'),
    EARSHOT_HTTP_PORT: '0',
    EARSHOT_METRICS_ENABLED: 'false',
  }
  const module = start(arm64, [PROGRAM, 'run'], { cwd: data, env })
  try {
    const has = (prefix, test) => seen.find(({ topic, body }) => topic.startsWith(prefix) && test(body))
    const wait = (what, look) => eventually(what, module, look)
    const online = await wait('it is online', () => has('earshot/status', ({ state }) => state === 'online'))
    assert.equal(online.body.engine, values.engine)
    report(`the module is online, on ${online.body.engine}`)

    const sound = join(folder, 'fan/imbalanced')
    const playing = start(here, [
      PROGRAM,
      'publish',
      sound,
      '--source',
      'fan-1',
      '--url',
      broker.url,
      '--format',
      'json',
    ])
    const verdict = await wait('it judges', () => has('earshot/verdict/fan-1', () => true))
    report(`it hears and judges: ${verdict.body.label}`)
    const { body: event } = await wait('an alarm is raised', () =>
      has('earshot/event/fan-1', ({ data }) => data.state === 'raised'),
    )
    await wait('the alarm goes upstream', () =>
      upstream.some(({ output, state }) => output === 'alarms' && state === 'raised'),
    )
    report(`it raised ${event.id} at broker and hub`)
    assert.equal(await playing.exited, 0, playing.lines.join('\n'))

    await client.publishAsync('earshot/request/status', JSON.stringify({ transaction: 'a' }))
    const { body: answer } = await wait('it answers', () => has('earshot/response/status', () => true))
    assert.equal(answer.status, 200)
    const inferred = await edge.hub.invokeMethod('earshot', 'infer', { source: 'fan-1' }, 60_000)
    assert.equal(inferred.status, 200, JSON.stringify(inferred.payload))
    report('it answers methods over MQTT and through the hub')

    module.child.kill('SIGTERM')
    const startMs = performance.now()
    const code = await Promise.race([module.exited, pause(STOP_MS, 'nothing within 9 s')])
    assert.equal(code, 0, module.lines.slice(-10).join('\n'))
    report(`it stopped in ${((performance.now() - startMs) / 1_000).toFixed(1)} s`)
  } finally {
    module.child.kill('SIGKILL')
    await client.endAsync(true)
    await edge.stop()
    await broker.stop()
  }
}

async function eventually(what, { child, lines }, look) {
  for (const endMs = performance.now() + PATIENCE_MS; ; await pause(100)) {
    const found = look()
    if (found) return found
    if (child.exitCode !== null || performance.now() > endMs) {
      throw new Error(`it did not become so that ${what}:\n${lines.slice(-30).join('\n')}`)
    }
  }
}

function report(line) {
  console.log(`✓ ${line}`)
}
