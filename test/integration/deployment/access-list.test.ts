import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { topicsBelow } from '../../../src/adapters/mqtt/topics.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { tone } from '../../level-scorer.ts'
import { until } from '../../until.ts'
import type { TestBroker } from '../broker.ts'
import { hasMosquitto } from '../mosquitto.ts'
import { startModule } from '../mqtt/module.ts'
import { joinAs, startDeployedBroker, USERS, type User } from './deployed-broker.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-access-'))
afterAll(() => rmSync(folder, { recursive: true }))

const topics = topicsBelow('earshot')
const AUDIO = `${topics.audio}/fan-1`
const TOPICS = [
  AUDIO,
  `${topics.audio}/fan-1/s16le/16000/1`,
  `${topics.audio}/dashboard`,
  `${topics.request}/status`,
  topics.response('status'),
  topics.verdict('fan-1'),
  topics.event('fan-1'),
  topics.alarm('fan-1'),
  topics.status,
  'somebody/elses',
]
const RESULTS = [topics.verdict('fan-1'), topics.event('fan-1'), topics.alarm('fan-1'), topics.status]
const SOUND = TOPICS.slice(0, 3)

describe.skipIf(!hasMosquitto)('Mosquitto as it is deployed', () => {
  let broker: TestBroker
  beforeAll(async () => {
    broker = await startDeployedBroker()
  })
  afterAll(async () => {
    await broker.stop()
  })

  it.each<[User, string[]]>([
    ['earshot', [topics.response('status'), ...RESULTS]],
    ['microphone', SOUND],
    ['fan-1', SOUND.slice(0, 2)],
    ['dashboard', []],
    ['engineer', [`${topics.request}/status`]],
  ])('takes from %s what its part is, and refuses the rest', async (user, allowed) => {
    await using client = await joinAs(user, broker)
    const taken: string[] = []
    for (const topic of TOPICS) {
      await client.publishAsync(topic, 'x', { qos: 1 }).then(
        () => taken.push(topic),
        (error: unknown) => expect(String(error)).toContain('Not authorized'),
      )
    }
    expect(taken).toEqual(allowed)
  })

  it.each<[User, string[]]>([
    ['earshot', [...SOUND, `${topics.request}/status`]],
    ['microphone', []],
    ['fan-1', []],
    ['dashboard', RESULTS],
    ['engineer', [topics.response('status'), ...RESULTS]],
  ])('hands to %s what its part is, and nothing else', async (user, allowed) => {
    await using reader = await joinAs(user, broker)
    const heard: string[] = []
    reader.on('message', (topic, payload) => {
      if (String(payload) === user) heard.push(topic)
    })
    await reader.subscribeAsync('#', { qos: 1 }).catch(() => undefined)
    for (const [writer, allowedTopics] of [
      ['microphone', SOUND],
      ['engineer', [`${topics.request}/status`]],
      ['earshot', [topics.response('status'), ...RESULTS]],
    ] as const) {
      await using client = await joinAs(writer, broker)
      for (const topic of allowedTopics) await client.publishAsync(topic, user, { qos: 1 })
    }
    // What the broker had for the reader comes before its answer to this.
    await reader.subscribeAsync('end/of/test')
    expect(heard).toEqual(allowed)
  })

  it.each([
    ['no name', {}],
    ['a wrong password', { username: 'dashboard', password: 'wrong' }],
    ['an unknown user', { username: 'root', password: 'dash' }],
  ])('lets nobody in with %s', async (_, login) => {
    const attempt = joinAs('dashboard', broker, { username: '', password: '', ...login })
    await expect(attempt).rejects.toThrow(/Not authorized|Bad User Name or Password/)
  })

  it('takes a recording that `earshot publish` plays with the user of the environment', async () => {
    await using module = await joinAs('earshot', broker)
    const heard: string[] = []
    module.on('message', (topic) => heard.push(topic))
    await module.subscribeAsync(`${topics.audio}/#`, { qos: 1 })
    const recording = join(folder, 'tone.wav')
    writeFileSync(recording, encodeWav(tone(2, 0.5), 8_000, { bitDepth: 16 }))
    const env = { ...process.env, EARSHOT_MQTT_USERNAME: 'microphone', EARSHOT_MQTT_PASSWORD: USERS.microphone }
    const args = ['dist/cli.js', 'publish', recording, '--source', 'fan-1', '--url', broker.url, '--speed', '100']
    await promisify(execFile)(process.execPath, args, { env, timeout: 20_000 })
    await until(() => heard.length >= 2, 'both chunks were heard')
    expect(new Set(heard)).toEqual(new Set([AUDIO]))
  })

  it('lets the module do its work, from a microphone’s sound to what a dashboard sees', async () => {
    await using dashboard = await joinAs('dashboard', broker)
    const seen: string[] = []
    dashboard.on('message', (topic) => seen.push(topic))
    await dashboard.subscribeAsync(`${topics.below}#`, { qos: 1 })
    const login = { url: broker.url, clientId: 'earshot', username: 'earshot', password: USERS.earshot }
    await using module = await startModule(broker.url, { broker: login })
    await module.connected()
    await using microphone = await joinAs('microphone', broker)
    const loud = Buffer.alloc(2 * 3 * 8_000)
    for (let i = 0; i < loud.length / 2; i++) loud.writeInt16LE(i % 16 < 8 ? 22_000 : -22_000, 2 * i)
    await microphone.publishAsync(`${AUDIO}/s16le/8000/1`, loud, { qos: 1 })
    await until(() => RESULTS.every((topic) => seen.includes(topic)), `a dashboard saw ${seen.join(' ')}`)
  })
})
