import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventLanes } from '../../../../src/adapters/mqtt/event-lanes.ts'
import { type AlarmEvent, alarmEvent } from '../../../../src/detect/alarm-event.ts'
import { OverloadedError } from '../../../../src/errors.ts'

const indicators = {
  rmsDbfs: 0,
  spectralCentroidHz: 0,
  spectralFlatness: 0,
  spectralRolloffHz: 0,
  crestFactor: 0,
  zeroCrossingsPerSecond: 0,
}

function eventOf(source: string, endMs: number): AlarmEvent {
  const text = { label: 'loud', message: 'Too loud', score: 1 }
  const model = { name: 'level', version: '1', sha256: '' }
  const window = { startMs: 0, endMs }
  const verdict = { ...text, source, anomaly: true, probabilities: [], model, window, indicators, inferenceMs: 0 }
  return alarmEvent({ deviceId: 'd', state: 'raised', ...text, verdict })
}

function lanes(maxEvents = 100, maxStates = 100) {
  const dropped: string[] = []
  return { dropped, lanes: new EventLanes(maxEvents, maxStates, (result) => dropped.push(result)) }
}

describe('lanes of events', () => {
  it('give each source its events in order, and its state after them', () => {
    const { lanes: queue } = lanes()
    const [first, second] = [eventOf('a', 1), eventOf('a', 2)]
    for (const event of [first, second]) void queue.addEvent(event)
    queue.setState(second)
    for (const expected of [first, second]) {
      const item = queue.next('a')
      expect(item).toEqual({ kind: 'event', event: expected })
      if (item) queue.done(item)
    }
    const state = queue.next('a')
    expect(state).toEqual({ kind: 'state', snapshot: second })
    if (state) queue.done(state)
    expect(queue.next('a')).toBeUndefined()
    expect(queue.sources()).toEqual([])
    queue.forgetSent()
    expect(queue.sources()).toEqual(['a'])
  })

  it('settle an event when it is delivered, and only then', async () => {
    const { lanes: queue } = lanes()
    let isDelivered = false
    const delivered = queue.addEvent(eventOf('a', 1)).then(() => {
      isDelivered = true
    })
    const item = queue.next('a')
    if (item) queue.postpone(item)
    await Promise.resolve()
    expect(isDelivered).toBe(false)
    const again = queue.next('a')
    if (again) queue.done(again)
    await delivered
  })

  it('drop the oldest event that is not under way when too many wait', async () => {
    const { lanes: queue, dropped } = lanes(2)
    const outcomes = [1, 2].map((n) => queue.addEvent(eventOf('a', n)).catch((error: unknown) => error))
    expect(queue.next('a')).toMatchObject({ event: { id: 'a:raised:1' } })
    void queue.addEvent(eventOf('b', 3)).catch(() => undefined)
    expect(await outcomes[1]).toBeInstanceOf(OverloadedError)
    expect(dropped).toEqual(['event'])
    expect(queue.waitingEvents).toBe(2)
  })

  it('send the newest state, even if an older one was under way', () => {
    const { lanes: queue } = lanes()
    queue.setState(eventOf('a', 1))
    const older = queue.next('a')
    queue.setState(eventOf('a', 2))
    if (older) queue.done(older)
    expect(queue.next('a')).toMatchObject({ snapshot: { id: 'a:raised:2' } })
  })

  it('keep no more states than allowed', () => {
    const { lanes: queue, dropped } = lanes(10, 2)
    for (const source of ['a', 'b', 'c']) queue.setState(eventOf(source, 1))
    expect(queue.sources()).toEqual(['b', 'c'])
    expect(dropped).toEqual(['state'])
  })

  it('account for every event exactly once, in order for each source, within the bound', async () => {
    const commands = fc.array(
      fc.oneof(
        fc.record({ add: fc.constantFrom('a', 'b', 'c') }),
        fc.record({ send: fc.constantFrom('a', 'b', 'c'), outcome: fc.constantFrom('done', 'postpone', 'drop') }),
      ),
      { maxLength: 100 },
    )
    await fc.assert(
      fc.asyncProperty(commands, async (story) => {
        const { lanes: queue } = lanes(4)
        const outcomes: Promise<string>[] = []
        const sent: string[] = []
        for (const [n, command] of story.entries()) {
          if ('add' in command) {
            const event = eventOf(command.add, n)
            outcomes.push(
              queue.addEvent(event).then(
                () => `${event.id} done`,
                () => `${event.id} dropped`,
              ),
            )
          } else {
            const item = queue.next(command.send)
            if (item?.kind !== 'event') continue
            if (command.outcome === 'done') sent.push(item.event.id)
            if (command.outcome === 'done') queue.done(item)
            else if (command.outcome === 'postpone') queue.postpone(item)
            else queue.drop(item, new Error('refused'))
          }
          expect(queue.waitingEvents).toBeLessThanOrEqual(4)
        }
        queue.clear(new Error('stopped'))
        const settled = await Promise.all(outcomes)
        expect(settled.filter((outcome) => outcome.endsWith('done')).toSorted()).toEqual(
          sent.map((id) => `${id} done`).toSorted(),
        )
        for (const source of ['a', 'b', 'c']) {
          const times = sent.filter((id) => id.startsWith(source)).map((id) => Number(id.split(':')[2]))
          expect(times).toEqual(times.toSorted((x, y) => x - y))
        }
        expect(queue.sources()).toEqual([])
      }),
      { seed: 5, numRuns: 200 },
    )
  })
})
