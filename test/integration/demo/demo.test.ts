import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from './start-demo.ts'

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
    const started = await startDemo()
    ;({ demo, page } = started)
    client = await connectAsync(started.broker)
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

async function lastLabel(page: string): Promise<string | undefined> {
  const { sources } = JSON.parse(await (await fetch(`${page}/api/sources`)).text())
  return sources[0]?.last?.verdict.label
}
