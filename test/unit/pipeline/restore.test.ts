import { describe, expect, it } from 'vitest'
import type { AlarmEvent } from '../../../src/detect/alarm-event.ts'
import { event } from './alarm-events.ts'
import { listening, START_MS } from './listening.ts'

/** What the former process said last: the scorer of the tests knows the label. */
const former = (source: string, state: 'raised' | 'cleared' | 'stale'): AlarmEvent => {
  const told = event(source, START_MS - 60_000, state)
  return { ...told, data: { ...told.data, label: 'loud', message: 'Too loud' } }
}

const told = ({ sink }: ReturnType<typeof listening>) => sink.events.map(({ id, type }) => ({ id, type }))

describe('an alarm from before the start', () => {
  it('stands, is shown, and is published as the present state without another event', async () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'raised')])
    expect(flow.sink.states).toEqual([former('fan-1', 'raised')])
    expect(flow.sink.events).toEqual([])
    expect(flow.pipeline.sources()).toMatchObject([
      { source: 'fan-1', alarm: { state: 'raised', label: 'loud', event: { id: former('fan-1', 'raised').id } } },
    ])
    await flow.pipeline.start()
    flow.pass(1_000)
    expect(flow.metrics.get('earshot_alarms_raised')).toBe(1)
  })

  it('is cleared when normal sound is heard', async () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'raised')])
    flow.hear('fan-1', 0, { seconds: 2 })
    await flow.settled(3)
    expect(flow.sink.events).toMatchObject([
      { type: 'earshot.alarm.cleared', data: { label: 'loud', message: 'Too loud', Anomaly: false } },
    ])
  })

  it('goes on, without another event, when the sound is as bad as before', async () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'raised')])
    flow.hear('fan-1', 0.7, { seconds: 5 })
    await flow.settled(9)
    expect(flow.sink.events).toEqual([])
    expect(flow.pipeline.sources()[0]?.alarm.state).toBe('raised')
  })

  it('goes stale when its source stays silent, once, telling of the window that raised it', async () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'raised')])
    await flow.pipeline.start()
    flow.pass(29_000)
    expect(flow.sink.events).toEqual([])
    flow.pass(2_000)
    flow.pass(60_000)
    const at = former('fan-1', 'raised').data.window.endMs
    expect(told(flow)).toEqual([{ id: `fan-1:stale:${at}`, type: 'earshot.alarm.stale' }])
    expect(flow.sink.events[0]?.data).toMatchObject({ label: 'loud', message: 'Too loud', score: 0.9 })
  })

  it('that was stale already is resolved by the first sound only', async () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'stale'), former('fan-2', 'stale')])
    await flow.pipeline.start()
    flow.pass(90_000)
    expect(flow.sink.events).toEqual([])
    flow.hear('fan-1', 0.7, { seconds: 2 })
    flow.hear('fan-2', 0, { seconds: 2 })
    await flow.settled(6)
    expect(told(flow).map(({ type }) => type)).toEqual(['earshot.alarm.raised', 'earshot.alarm.cleared'])
  })

  it('that is over is only published as the present state', () => {
    const flow = listening()
    flow.pipeline.restore([former('fan-1', 'cleared')])
    expect(flow.sink.states).toEqual([former('fan-1', 'cleared')])
    expect(flow.pipeline.sources()).toEqual([])
  })

  it('comes to its end also where its source is no longer listened to, or there is no room for more', async () => {
    const flow = listening({ limits: { maxSources: 1 } })
    flow.pipeline.listenTo((source) => source === 'fan-9')
    flow.pipeline.restore([former('fan-1', 'raised'), former('fan-2', 'raised')])
    await flow.pipeline.start()
    flow.pass(31_000)
    expect(told(flow).map(({ type }) => type)).toEqual(['earshot.alarm.stale', 'earshot.alarm.stale'])
  })
})
