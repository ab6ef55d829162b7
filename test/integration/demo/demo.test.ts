import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface AlarmSeen {
  readonly type: string
  readonly label: string
  readonly atMs: number
}

/** Real sound in real time: a window is 10 s long, and three of five must agree. */
describe('the demo', { concurrent: false, timeout: 90_000 }, () => {
  let demo: ChildProcess
  let page: string
  let client: MqttClient
  const seen: AlarmSeen[] = []

  beforeAll(async () => {
    demo = spawn(process.execPath, ['dist/cli.js', 'demo', '--broker-port', '0'], {
      env: { ...process.env, EARSHOT_HTTP_PORT: '0', EARSHOT_LOG_FORMAT: 'json' },
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const addresses = await readAddresses(demo)
    page = addresses.page
    client = await connectAsync(addresses.broker)
    client.on('message', (_topic, payload) => {
      const { type, data } = JSON.parse(payload.toString())
      seen.push({ type, label: data.label, atMs: Date.now() })
    })
    await client.subscribeAsync('earshot/event/fan-1', { qos: 1 })
  }, 30_000)

  afterAll(async () => {
    await client.endAsync(true)
    if (demo.exitCode === null) demo.kill('SIGKILL')
  })

  it('is silent about a healthy fan, raises its fault within 20 s, and clears when the fault is gone', async () => {
    await expect.poll(() => lastLabel(page), { timeout: 20_000, interval: 250 }).toBe('ok')
    expect(seen).toEqual([])

    const switchedAtMs = Date.now()
    demo.stdin?.write('clogged\n')
    await expect
      .poll(() => seen.at(-1), { timeout: 25_000, interval: 100 })
      .toMatchObject({
        type: 'earshot.alarm.raised',
        label: 'clogged',
      })
    expect((seen.at(-1)?.atMs ?? 0) - switchedAtMs).toBeLessThanOrEqual(20_000)

    demo.stdin?.write('1\n')
    await expect.poll(() => seen.at(-1)?.type, { timeout: 40_000, interval: 100 }).toBe('earshot.alarm.cleared')
  })

  it('stops within 9 s of SIGTERM, with exit code 0', async () => {
    const exited = once(demo, 'exit', { signal: AbortSignal.timeout(9_000) })
    demo.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
  })
})

async function readAddresses(demo: ChildProcess): Promise<{ page: string; broker: string }> {
  if (!demo.stdout) throw new Error('the demo has no output')
  for await (const line of createInterface({ input: demo.stdout })) {
    const [, page, broker] = /the page is at (\S+); audio and alarms are at (\S+)"/.exec(line) ?? []
    if (page && broker) {
      demo.stdout.resume()
      return { page, broker }
    }
  }
  throw new Error('the demo ended before it had started')
}

async function lastLabel(page: string): Promise<string | undefined> {
  const { sources } = JSON.parse(await (await fetch(`${page}/api/sources`)).text())
  return sources[0]?.last?.verdict.label
}
