import { describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import type { AlarmEvent } from '../../../src/detect/alarm-event.ts'
import { OverloadedError, TransportError } from '../../../src/errors.ts'
import { tone } from '../../level-scorer.ts'
import { until } from '../../until.ts'
import { freePort, startBroker, type TestBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { startProxy } from '../proxy.ts'
import { joinBroker } from './client.ts'
import { startModule } from './module.ts'

const loudWav = Buffer.from(encodeWav(tone(3, 0.7), 8_000, { bitDepth: 16 }))

function alarmEvent(source: string, n: number): AlarmEvent {
  return {
    specversion: '1.0',
    id: `${source}:raised:${n}`,
    source: `/earshot/press-7/${source}`,
    type: 'earshot.alarm.raised',
    subject: source,
    time: '2026-01-01T00:00:00.000Z',
    datacontenttype: 'application/json',
    data: {
      source,
      state: 'raised',
      label: 'loud',
      message: 'Too loud',
      score: 1,
      Anomaly: true,
      Details: { Message: 'Too loud', Probabilities: [0, 1] },
      window: { startMs: 0, endMs: n },
      model: { name: 'level', version: '1', sha256: '' },
    },
  }
}

/** One window of a quiet tone, and its verdict. */
async function judgeOnce({ pipeline, sink }: Awaited<ReturnType<typeof startModule>>): Promise<void> {
  const chunk = { source: 'fan-1', y: tone(1, 0.1), sampleRateHz: 8_000, channels: 1, receivedAtMs: Date.now() }
  pipeline.accept(chunk)
  await until(() => sink.verdicts.length === 1, 'there is a verdict')
}

const idsOf = (received: readonly { topic: string; text: string }[]): string[] =>
  received.filter(({ topic }) => topic.startsWith('earshot/event/')).map(({ text }) => JSON.parse(text).id)

type StartBroker = (options?: { port?: number }) => Promise<TestBroker>
const BROKERS: [name: string, start: StartBroker, isThere: boolean][] = [
  ['aedes', startBroker, true],
  ['Mosquitto', startMosquitto, hasMosquitto],
]

for (const [name, start, isThere] of BROKERS) {
  describe.skipIf(!isThere)(`when ${name} is killed and comes back`, () => {
    it('sound is heard again, and the present states are retained again', async () => {
      const first = await start()
      await using module = await startModule(first.url)
      await module.connected()
      {
        await using other = await joinBroker(first.url)
        await other.client.publishAsync('earshot/audio/fan-1', loudWav, { qos: 1 })
        await other.message('earshot/alarm/fan-1')
      }
      await first.stop()
      await until(() => module.adapter.health().state === 'connecting', 'the loss is noticed')

      await using second = await start({ port: first.port })
      await module.connected()
      await using other = await joinBroker(second.url)
      expect(JSON.parse((await other.message('earshot/alarm/fan-1')).text).data.state).toBe('raised')
      expect(idsOf(other.received)).toEqual([])
      await other.client.publishAsync('earshot/audio/fan-2', loudWav, { qos: 1 })
      await other.message('earshot/event/fan-2')
    })

    it('every event that was accepted arrives, in order for each source', async () => {
      const port = await freePort()
      let broker = await start({ port })
      await using module = await startModule(broker.url)
      await module.connected()
      const { results } = module.adapter
      const accepted = ['a', 'b', 'c'].flatMap((source) => Array.from({ length: 20 }, (_, n) => alarmEvent(source, n)))
      const others: Awaited<ReturnType<typeof joinBroker>>[] = []
      /** Looked up each time: what a broker sent last is read after its end. */
      const received = () => others.flatMap((other) => idsOf(other.received))
      const deliveries: Promise<void>[] = []
      const acknowledged = new Set<string>()
      /** A broker that has come back may take what waits before anybody listens there. */
      const unheard = new Set<string>()
      const deliver = async (event: (typeof accepted)[number]) => {
        await results.event(event)
        acknowledged.add(event.id)
      }
      for (let round = 0; round < 4; round++) {
        await module.connected()
        const other = await joinBroker(broker.url)
        others.push(other)
        const heard = new Set(received())
        for (const id of acknowledged) if (!heard.has(id)) unheard.add(id)
        deliveries.push(...accepted.filter((_, i) => i % 4 === round).map(deliver))
        if (round === 3) await Promise.all(deliveries)
        await until(() => idsOf(other.received).length > 0, 'some have arrived')
        if (round === 3) await until(() => new Set([...received(), ...unheard]).size === 60, 'all have arrived')
        // What this broker has acknowledged is its own to lose: it keeps nothing on disk.
        await until(() => {
          const seen = new Set([...received(), ...unheard])
          return [...acknowledged].every((id) => seen.has(id))
        }, 'what was acknowledged has arrived')
        await broker.stop()
        if (round < 3) broker = await start({ port })
      }
      const arrived = received()
      expect(new Set([...arrived, ...unheard])).toEqual(new Set(accepted.map(({ id }) => id)))
      for (const source of ['a', 'b', 'c']) {
        const firsts = [...new Set(arrived.filter((id) => id.startsWith(`${source}:`)))]
        const inRounds = accepted.filter((event) => event.subject === source)
        const expected = [0, 1, 2, 3].flatMap((r) => inRounds.filter((event) => accepted.indexOf(event) % 4 === r))
        expect(firsts).toEqual(expected.map(({ id }) => id).filter((id) => firsts.includes(id) || !unheard.has(id)))
      }
      expect(module.metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'event' })).toBe(0)
    })
  })
}

describe('while there is no broker', () => {
  it('verdicts are dropped and counted, events wait, and the oldest go when too many wait', async () => {
    const port = await freePort()
    await using module = await startModule(`mqtt://127.0.0.1:${port}`, { limits: { waitingEvents: 5 } })
    const { results } = module.adapter
    await judgeOnce(module)
    expect(module.metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'verdict' })).toBe(1)

    const outcomes = Array.from({ length: 8 }, (_, n) => results.event(alarmEvent('fan-1', n)).then(() => n))
    const settled = Promise.allSettled(outcomes)
    expect(module.adapter.health().waitingEvents).toBe(5)
    await using broker = await startBroker({ port })
    await using other = await joinBroker(broker.url)
    const results8 = await settled
    expect(results8.map(({ status }) => status)).toEqual([...Array(3).fill('rejected'), ...Array(5).fill('fulfilled')])
    await expect(outcomes[0]).rejects.toThrow(OverloadedError)
    expect(module.metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'event' })).toBe(3)
    await until(() => idsOf(other.received).length > 0 || module.adapter.health().waitingEvents === 0, 'they are sent')
  })

  it('an event that is handed in again waits once', async () => {
    const port = await freePort()
    await using module = await startModule(`mqtt://127.0.0.1:${port}`)
    const twice = [1, 2].map(() => module.adapter.results.event(alarmEvent('fan-1', 0)))
    expect(module.adapter.health().waitingEvents).toBe(1)
    await using broker = await startBroker({ port })
    await Promise.all(twice)
    expect(broker.port).toBe(port)
  })

  it('what is not delivered by the end is given back to who handed it in', async () => {
    const module = await startModule(`mqtt://127.0.0.1:${await freePort()}`)
    const outcome = module.adapter.results.event(alarmEvent('fan-1', 0))
    const given = expect(outcome).rejects.toThrow(TransportError)
    await module.stop()
    await given
  })
})

describe('a broker that does not acknowledge', () => {
  it('is given up and connected anew, and the event is sent again', async () => {
    let held = 0
    await using broker = await startBroker({
      aedes: {
        // The first event is swallowed whole, as on a link that died without a word.
        authorizePublish: (_client, packet, done) => {
          if (packet.topic === 'earshot/event/fan-1' && held++ === 0) return
          done(null)
        },
      },
    })
    await using module = await startModule(broker.url, { limits: { ackMs: 100 } })
    await module.connected()
    await module.adapter.results.event(alarmEvent('fan-1', 0))
    expect(held).toBe(2)
    expect(module.adapter.health().connections).toBe(2)
  })
})

describe('a broker that takes nothing for a while', () => {
  it('costs verdicts, which are counted, but no memory and no event', async () => {
    await using broker = await startBroker()
    await using proxy = await startProxy(broker.port)
    await using module = await startModule(proxy.url, { limits: { verdictsInFlight: 10 } })
    await module.connected()
    await using other = await joinBroker(broker.url)
    await judgeOnce(module)
    const [verdict] = module.sink.verdicts
    if (verdict === undefined) throw new Error('there is none')

    const release = proxy.hold()
    const dropped = () => module.metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'verdict' })
    await until(() => {
      for (let i = 0; i < 1_000; i++) module.adapter.results.verdict(verdict)
      return dropped() > 5_000
    }, 'the socket is full')
    const delivered = module.adapter.results.event(alarmEvent('fan-1', 0))
    release()
    await delivered
    await other.message('earshot/event/fan-1')
    const before = dropped()
    module.adapter.results.verdict(verdict)
    expect(dropped()).toBe(before)
  })
})

describe.skipIf(!hasMosquitto)('a broker whose access list forbids a topic', () => {
  it('has an event refused, which is told, counted and does not hold up the others', async () => {
    const acl = ['topic readwrite earshot/#', 'topic deny earshot/event/fan-1']
    await using broker = await startMosquitto({ acl })
    await using module = await startModule(broker.url)
    await module.connected()
    await expect(module.adapter.results.event(alarmEvent('fan-1', 0))).rejects.toThrow('access list')
    await module.adapter.results.event(alarmEvent('fan-2', 0))
    expect(module.adapter.health().connections).toBe(1)
    expect(module.metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'event' })).toBe(1)
  })
})
