import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AlarmEvent } from '../../../src/detect/alarm-event.ts'
import { Delivery } from '../../../src/pipeline/delivery.ts'
import type { Outbox } from '../../../src/pipeline/outbox.ts'
import { event } from './alarm-events.ts'
import { MemoryOutbox } from './memory-outbox.ts'

const log = { error: vi.fn(), warn: vi.fn(), info: vi.fn(), debug: vi.fn() }

function deliver(outbox: Outbox, send: (event: AlarmEvent) => Promise<void>, maxInFlight = 2): Delivery {
  return new Delivery({
    way: 'hub',
    outbox,
    send,
    maxInFlight,
    sendTimeoutMs: 1_000,
    firstRetryMs: 100,
    longestRetryMs: 400,
    log,
  })
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('Delivery', () => {
  it('sends what waited from a former run, in order, and removes it on acknowledgement', async () => {
    const outbox = new MemoryOutbox()
    for (const n of [1, 2, 3]) await outbox.add(event('fan-1', n))
    const sent: string[] = []
    const delivery = deliver(outbox, async ({ id }) => void sent.push(id))
    await delivery.start()
    await vi.runAllTimersAsync()
    expect(sent).toEqual(['fan-1:raised:1', 'fan-1:raised:2', 'fan-1:raised:3'])
    expect(outbox.kept.size).toBe(0)
  })

  it('repeats a failed send under the same id before it goes on with that source', async () => {
    const outbox = new MemoryOutbox()
    const sent: string[] = []
    const delivery = deliver(outbox, async ({ id }) => {
      sent.push(id)
      if (sent.length < 3) throw new Error('refused')
    })
    for (const n of [1, 2]) delivery.enqueue(await outbox.add(event('fan-1', n)))
    await vi.runAllTimersAsync()
    expect(sent).toEqual(['fan-1:raised:1', 'fan-1:raised:1', 'fan-1:raised:1', 'fan-1:raised:2'])
  })

  it('counts a send without an answer as failed after its limit', async () => {
    const outbox = new MemoryOutbox()
    const send = vi.fn(() => new Promise<void>(() => undefined))
    const delivery = deliver(outbox, send)
    delivery.enqueue(await outbox.add(event('fan-1', 1)))
    await vi.advanceTimersByTimeAsync(1_000 + 100 + 1)
    expect(send).toHaveBeenCalledTimes(2)
    expect(outbox.kept.size).toBe(1)
    await delivery.stop()
  })

  it('does not let one source that fails hold up another', async () => {
    const outbox = new MemoryOutbox()
    const sent: string[] = []
    const delivery = deliver(outbox, async ({ id, subject }) => {
      if (subject === 'fan-1') throw new Error('refused')
      sent.push(id)
    })
    for (const source of ['fan-1', 'fan-2']) delivery.enqueue(await outbox.add(event(source, 1)))
    await vi.advanceTimersByTimeAsync(500)
    expect(sent).toEqual(['fan-2:raised:1'])
    await delivery.stop()
  })

  it('keeps no more sends under way than allowed', async () => {
    const outbox = new MemoryOutbox()
    let underWay = 0
    let most = 0
    const delivery = deliver(outbox, async () => {
      most = Math.max(most, ++underWay)
      await new Promise((resolve) => setTimeout(resolve, 50))
      underWay--
    })
    for (let n = 0; n < 9; n++) delivery.enqueue(await outbox.add(event(`fan-${n}`, n)))
    await vi.runAllTimersAsync()
    expect(most).toBe(2)
    expect(outbox.kept.size).toBe(0)
  })

  it('leaves what is not acknowledged in the outbox when it stops, and sends no more', async () => {
    const outbox = new MemoryOutbox()
    const send = vi.fn(() => Promise.reject(new Error('refused')))
    const delivery = deliver(outbox, send)
    delivery.enqueue(await outbox.add(event('fan-1', 1)))
    await vi.advanceTimersByTimeAsync(50)
    await delivery.stop()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(send).toHaveBeenCalledTimes(1)
    expect(outbox.kept.size).toBe(1)
  })
})
