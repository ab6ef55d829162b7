import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { startBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from '../mqtt/client.ts'
import { bundleProgram, type KillReport, stormAndKill } from './kills.ts'

/** Mosquitto drops what a slow subscriber has not taken. */
const BOUNDLESS = ['max_queued_messages 0', 'max_inflight_messages 0']

interface Arrival {
  readonly id: string
  readonly body: string
}

/** Everything that was accepted has come, in order where it came first, and what came twice was the same. */
function expectNothingLost({ accepted, dropped }: KillReport, arrivals: readonly Arrival[]): void {
  const first = new Map<string, string>()
  for (const { id, body } of arrivals) {
    if (first.has(id)) expect(body).toBe(first.get(id))
    else first.set(id, body)
  }
  expect(accepted.filter((id) => !first.has(id))).toEqual([])
  expect(dropped).toEqual([])

  const bySource = new Map<string, number[]>()
  for (const id of first.keys()) {
    const [source = '', , n] = id.split(':')
    bySource.set(source, [...(bySource.get(source) ?? []), Number(n)])
  }
  for (const numbers of bySource.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
}

describe('a process that is killed in a storm of alarm events', () => {
  it('200 times has lost none that it accepted over MQTT', { timeout: 240_000 }, async () => {
    await using broker = hasMosquitto ? await startMosquitto({ lines: BOUNDLESS }) : await startBroker()
    await using other = await joinBroker(broker.url, 'earshot/event/#')
    await using bundle = await bundleProgram('mqtt-storm')
    // Two at a time, each with an outbox of its own: most of a process's life is waiting.
    const lanes = [1, 2].map((lane) =>
      stormAndKill({
        program: bundle.program,
        args: [broker.url],
        folder: join(bundle.folder, `outbox-${lane}`),
        sources: [1, 2, 3].map((n) => `fan-${lane}-${n}`),
        kills: 100,
        seed: lane,
      }),
    )
    const reports = await Promise.all(lanes)
    await other.client.publishAsync('earshot/event/end', '{"id":"end"}', { qos: 1 })
    await other.message('earshot/event/end')
    const arrivals = other.received
      .map(({ text }) => ({ id: JSON.parse(text).id, body: text }))
      .filter(({ id }) => id !== 'end')
    for (const report of reports) {
      expect(report.accepted.length).toBeGreaterThan(100)
      expectNothingLost(report, arrivals)
    }
    tell(reports, arrivals)
  })

  it('20 times has lost none that it accepted through the hub', { timeout: 120_000 }, async () => {
    await using edge = await startEdgeRuntime({ modules: ['earshot'] })
    const arrivals: Arrival[] = []
    edge.hub.arrivals.on('message', ({ system, body }) =>
      arrivals.push({ id: system['$.mid'] ?? '', body: String(body) }),
    )
    await using bundle = await bundleProgram('hub-storm')
    const report = await stormAndKill({
      program: bundle.program,
      env: edge.environment('earshot'),
      folder: join(bundle.folder, 'outbox'),
      sources: ['fan-1', 'fan-2', 'fan-3'],
      kills: 20,
      seed: 3,
    })
    expect(report.accepted.length).toBeGreaterThan(20)
    expectNothingLost(report, arrivals)
    tell([report], arrivals)
  })
})

function tell(reports: readonly KillReport[], arrivals: readonly Arrival[]): void {
  const accepted = reports.reduce((sum, report) => sum + report.accepted.length, 0)
  const events = new Set(arrivals.map(({ id }) => id)).size
  console.info(`${accepted} accepted, ${events} arrived, ${arrivals.length - events} of them once more`)
}
