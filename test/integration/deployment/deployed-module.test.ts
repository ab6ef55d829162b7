import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { tone } from '../../level-scorer.ts'
import { read } from '../../unit/deployment/deployment-files.ts'
import { until } from '../../until.ts'
import type { TestBroker } from '../broker.ts'
import { hasMosquitto } from '../mosquitto.ts'
import { joinAs, startDeployedBroker } from './deployed-broker.ts'
import { startDeployedModule } from './deployed-module.ts'

type DeployedModule = Awaited<ReturnType<typeof startDeployedModule>>

describe.skipIf(!hasMosquitto)('the module in the environment of image and manifest', () => {
  let broker: TestBroker
  let module: DeployedModule
  let dashboard: Awaited<ReturnType<typeof joinAs>>
  const states: string[] = []
  const verdicts: string[] = []

  beforeAll(async () => {
    broker = await startDeployedBroker()
    dashboard = await joinAs('dashboard', broker)
    dashboard.on('message', (topic, payload) => {
      const text = String(payload)
      if (topic === 'earshot/status') states.push(JSON.parse(text).state)
      else verdicts.push(text)
    })
    await dashboard.subscribeAsync(['earshot/status', 'earshot/verdict/#'], { qos: 1 })
    module = await startDeployedModule(broker)
    await until(
      () => {
        module.stillRuns()
        return states.at(-1) === 'online'
      },
      'the module is online at the broker',
      25_000,
    )
  })
  afterAll(async () => {
    await module[Symbol.asyncDispose]()
    await dashboard.endAsync(true)
    await broker.stop()
  })

  it('is online at the broker', () => {
    expect(states).toEqual(['online'])
  })

  it('is connected to the hub, and has taken the desired properties', async () => {
    const reported = () => module.edge.hub.module('earshot').twin.reported
    await expect.poll(reported, { timeout: 20_000 }).toMatchObject({ version: expect.any(String), refused: [] })
    expect(JSON.stringify(reported())).toContain('raiseOfWindows')
  })

  it('is alive and ready', async () => {
    await expect.poll(async () => (await fetch(`${module.url}/readyz`)).status, { timeout: 20_000 }).toBe(200)
    const { checks } = JSON.parse(await (await fetch(`${module.url}/readyz`)).text())
    expect(checks).toEqual(['model', 'broker', 'hub'].map((name) => ({ name, isPassed: true })))
    expect((await fetch(`${module.url}/healthz`)).status).toBe(200)
  })

  it('passes the image’s own health check', () => {
    const check = /HEALTHCHECK .*\\\n {2}CMD (\[.*\])$/m.exec(read('Dockerfile.amd64'))?.[1] ?? ''
    const [, ...args]: string[] = JSON.parse(check)
    const { status, stderr } = spawnSync(process.execPath, args, { env: module.env, encoding: 'utf8', timeout: 10_000 })
    expect([status, stderr]).toEqual([0, ''])
  })

  it('serves its metrics where the collector asks', async () => {
    expect(await (await fetch(module.metricsUrl)).text()).toContain('earshot_broker_connected')
  })

  it('hears a microphone, and a dashboard sees what it judges', async () => {
    await using microphone = await joinAs('microphone', broker)
    const wav = Buffer.from(encodeWav(tone(3, 0.7), 8_000, { bitDepth: 16 }))
    await microphone.publishAsync('earshot/audio/fan-1', wav, { qos: 1 })
    await expect.poll(() => verdicts.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(JSON.parse(verdicts[0] ?? '')).toMatchObject({ source: 'fan-1', model: { name: 'small' } })
  })

  it('answers a direct method of the hub', async () => {
    const { status, payload } = await module.edge.hub.invokeMethod('earshot', 'status')
    expect([status, payload]).toEqual([
      200,
      expect.objectContaining({ mqtt: expect.anything(), hub: expect.anything() }),
    ])
  })

  it('keeps its events in the volume, and writes its lines as IoT Edge reads them', () => {
    expect(existsSync(join(module.folder, 'data/outbox'))).toBe(true)
    expect(module.lines.length).toBeGreaterThan(0)
    const form = /^<[3467]> \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[(ERR|WRN|INF|DBG)\] - /
    expect(module.lines.filter((line) => !form.test(line))).toEqual([])
  })

  it('stops in the time that the engine gives, and says so', async () => {
    expect(await module.stop()).toBe(0)
    await expect.poll(() => states.at(-1)).toBe('offline')
  })
})
