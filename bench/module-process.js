import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export const WITHOUT_BROKER = { EARSHOT_MQTT_ENABLED: 'false', EARSHOT_METRICS_ENABLED: 'false' }

/**
 * The module in a process of its own; without a broker if `env` does not say otherwise.
 *
 * @param {{ env?: Record<string, string>, nodeOptions?: string[], command?: string[] }} [options] command: what starts
 *   Node.js, such as `taskset`.
 */
export async function startModule({ env = WITHOUT_BROKER, nodeOptions = [], command = [] } = {}) {
  const startedMs = performance.now()
  const [program, ...words] = [...command, process.execPath, ...nodeOptions, 'dist/cli.js', 'run']
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, EARSHOT_HTTP_PORT: '0', EARSHOT_MODEL_NAME: 'fan-cnn', ...env },
  })
  let port
  let engine
  for await (const line of createInterface(child.stdout)) {
    const said = JSON.parse(line)
    engine ??= /computed by (\w+)/.exec(said.msg)?.[1]
    port = said.port
    if (port) break
  }
  if (port === undefined) throw new Error('the module did not start')
  child.stdout.resume()
  const url = `http://127.0.0.1:${port}`
  return {
    url,
    engine,
    startedMs,
    child,
    /** CPU time so far of all its threads, user and system. @unit ms */
    cpuMs: () => processorMs(child.pid),
    /** @unit MB */
    residentMb: () => residentMb(child.pid),
    async stop() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** CPU time of a process so far: fields 14 and 15 of proc(5)'s stat, in hundredths of a second. @unit ms */
export function processorMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return 10 * (Number(fields[11]) + Number(fields[12]))
}

export function residentMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

export async function postInference(url, wav) {
  const form = new FormData()
  form.set('file', new Blob([wav], { type: 'audio/wav' }), 'clip.wav')
  const response = await fetch(`${url}/inference`, { method: 'POST', body: form })
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`)
  return response.json()
}
