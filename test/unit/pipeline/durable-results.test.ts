import { describe, expect, it, vi } from 'vitest'
import { Delivery } from '../../../src/pipeline/delivery.ts'
import { DurableResults } from '../../../src/pipeline/durable-results.ts'
import { RecordedLog, RecordedSink } from '../../recorders.ts'
import { until } from '../../until.ts'
import { event } from './alarm-events.ts'
import { MemoryOutbox } from './memory-outbox.ts'

function twoWays(outbox: MemoryOutbox) {
  const log = new RecordedLog()
  const sinks = [new RecordedSink('mqtt'), new RecordedSink('hub')]
  const deliveries = sinks.map(
    (sink) =>
      new Delivery({
        way: sink.name,
        outbox,
        send: (sent) => sink.event(sent),
        maxInFlight: 4,
        sendTimeoutMs: 1_000,
        firstRetryMs: 1,
        longestRetryMs: 1,
        log,
      }),
  )
  return { sinks, log, results: new DurableResults(outbox, deliveries, sinks, log) }
}

describe('durable results', () => {
  it('send an event on every way, but only once it is kept', async () => {
    const outbox = new MemoryOutbox(['mqtt', 'hub'])
    const { sinks, results } = twoWays(outbox)
    let keep = (): void => undefined
    const add = outbox.add
    vi.spyOn(outbox, 'add').mockImplementation(async (added) => {
      await new Promise<void>((resolve) => {
        keep = resolve
      })
      return add(added)
    })
    const accepted = results.event(event('fan-1', 1))
    await new Promise((resolve) => setImmediate(resolve))
    expect(sinks.map(({ events }) => events.length)).toEqual([0, 0])
    keep()
    await accepted
    await until(() => outbox.kept.size === 0, 'both ways have acknowledged')
    expect(sinks.map(({ events }) => events.map(({ id }) => id))).toEqual([['fan-1:raised:1'], ['fan-1:raised:1']])
  })

  it('hand states and verdicts straight on', () => {
    const { sinks, results } = twoWays(new MemoryOutbox(['mqtt', 'hub']))
    results.state(event('fan-1', 1))
    expect(sinks.map(({ states }) => states.length)).toEqual([1, 1])
  })

  it('send an event that cannot be kept all the same, and say so', async () => {
    const outbox = new MemoryOutbox(['mqtt', 'hub'])
    vi.spyOn(outbox, 'add').mockRejectedValue(new Error('no space left on device'))
    const { sinks, results, log } = twoWays(outbox)
    vi.spyOn(sinks[0] ?? new RecordedSink(), 'event').mockRejectedValue(new Error('no connection'))
    await results.event(event('fan-1', 1))
    expect(sinks[1]?.events).toHaveLength(1)
    expect(log.lines.map(({ level, text }) => `${level}: ${text}`)).toEqual([
      'error: an alarm event cannot be kept on the disk; it is sent once, and lost where that fails',
      'error: an alarm event was lost on its way to mqtt',
    ])
  })
})
