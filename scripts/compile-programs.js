// Runs the module once as it is used, so that what V8 compiled for it can be kept beside the programs: src/launch.ts.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

/** On an emulated processor it takes a hundred times as long as on a real one. @unit ms */
const LIMIT_MS = 120_000
const RATE_HZ = 44_100
const SECONDS = 10

/** Where it does not succeed, programs start as they do on another version of Node.js: more slowly. */
export async function compilePrograms() {
  const folder = mkdtempSync(join(tmpdir(), 'earshot-build-'))
  try {
    await run(folder)
  } catch (error) {
    console.warn(`the programs are not compiled in advance, and start more slowly: ${error.message}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function run(folder) {
  const module = spawn(process.execPath, ['--require', resolve('scripts/keep-compiled.cjs'), 'dist/cli.js', 'run'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      EARSHOT_HTTP_HOST: '127.0.0.1',
      EARSHOT_HTTP_PORT: '0',
      EARSHOT_METRICS_ENABLED: 'false',
      // A broker that is not there: what connects is compiled all the same.
      EARSHOT_MQTT_URL: 'mqtt://127.0.0.1:9',
      EARSHOT_ANALYSIS_WORKERS: '1',
      EARSHOT_DATA_DIRECTORY: folder,
      EARSHOT_OUTBOX_DIRECTORY: join(folder, 'outbox'),
      EARSHOT_LEARNING_DIRECTORY: join(folder, 'learnt'),
    },
  })
  const impatience = setTimeout(() => module.kill('SIGKILL'), LIMIT_MS)
  const ended = once(module, 'exit')
  const asked = await addressOf(module)
    .then(ask)
    .catch((error) => error)
  module.kill('SIGTERM')
  const [code, signal] = await ended
  clearTimeout(impatience)
  if (asked !== undefined) throw asked
  if (code !== 0) throw new Error(`the module ended with ${code ?? signal}`)
}

async function addressOf({ stdout }) {
  const lines = []
  for await (const line of createInterface(stdout)) {
    lines.push(line)
    const { port, msg } = JSON.parse(line)
    if (msg !== 'http is listening') continue
    stdout.resume()
    return `http://127.0.0.1:${port}`
  }
  throw new Error(`the module did not start\n${lines.join('\n')}`)
}

/** What containers, people and programs ask first. */
async function ask(url) {
  for (const path of ['/healthz', '/readyz', '/metrics', '/api/sources', '/api/models', '/']) await fetch(url + path)
  const form = new FormData()
  form.set('file', new Blob([await quietRecording()], { type: 'audio/wav' }), 'clip.wav')
  const answer = await fetch(`${url}/inference`, { method: 'POST', body: form })
  if (!answer.ok) throw new Error(`/inference answered ${answer.status}`)
}

/** WAV: a hum of 100 Hz. */
async function quietRecording() {
  // Found only once the files of src/ are compiled.
  const { encodeWav } = await import('../dist/audio/wav-writer.js')
  const y = Float32Array.from(
    { length: RATE_HZ * SECONDS },
    (_, i) => 0.01 * Math.sin((2 * Math.PI * 100 * i) / RATE_HZ),
  )
  return encodeWav(y, RATE_HZ, { bitDepth: 16 })
}
