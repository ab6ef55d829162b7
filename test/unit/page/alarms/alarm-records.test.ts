import { describe, expect, it } from 'vitest'
import type { EvidenceClip, Review } from '../../../../src/adapters/http/api.ts'
import type { AlarmEvent, AlarmStateName } from '../../../../src/detect/alarm-event.ts'
import { alarmRecords } from '../../../../src/page/alarms/alarm-records.ts'
import { alarmEvent } from '../../../integration/http/scene.ts'

function event(source: string, state: AlarmStateName, endMs: number): AlarmEvent {
  const made = alarmEvent(source, state)
  return { ...made, id: `${source}:${state}:${endMs}`, data: { ...made.data, window: { startMs: endMs - 10, endMs } } }
}
const clip = (alarmId: string, raisedMs: number): EvidenceClip => ({
  id: `clip-${raisedMs}`,
  source: 'fan-1',
  alarmId,
  label: 'fault',
  startMs: raisedMs - 20,
  endMs: raisedMs + 20,
  raisedMs,
  window: { startMs: raisedMs - 10, endMs: raisedMs },
  durationSeconds: 0.04,
  sampleRateHz: 16_000,
  bytes: 100,
  isComplete: true,
})
const review: Review = {
  alarmId: 'fan-1:raised:100',
  source: 'fan-1',
  alarmLabel: 'fault',
  raisedMs: 100,
  window: { startMs: 90, endMs: 100 },
  judgement: 'right',
  label: 'fault',
  note: '',
  reviewedMs: 200,
  hasRecording: true,
}

describe('alarms, put together of events, recordings and reviews', () => {
  it('begin when they are raised and end when they clear, each source by itself', () => {
    const events = [event('fan-1', 'cleared', 300), event('fan-2', 'raised', 200), event('fan-1', 'raised', 100)]
    expect(alarmRecords(events, [], [])).toMatchObject([
      { id: 'fan-2:raised:200', state: 'raised', clearedMs: null },
      { id: 'fan-1:raised:100', state: 'cleared', raisedMs: 100, clearedMs: 300, windowStartMs: 90 },
    ])
  })

  it('are the same alarm when their source fell silent and speaks again', () => {
    const events = [event('fan-1', 'raised', 300), event('fan-1', 'stale', 200), event('fan-1', 'raised', 100)]
    expect(alarmRecords(events, [], [])).toMatchObject([{ id: 'fan-1:raised:100', state: 'raised', raisedMs: 100 }])
  })

  it('have their recording and their review', () => {
    const [alarm] = alarmRecords([event('fan-1', 'raised', 100)], [clip('fan-1:raised:100', 100)], [review])
    expect(alarm).toMatchObject({ state: 'raised', clip: { id: 'clip-100' }, review: { judgement: 'right' } })
  })

  it('are known by their recording when the events are forgotten', () => {
    expect(alarmRecords([], [clip('fan-1:raised:100', 100)], [])).toMatchObject([{ state: 'over', clearedMs: null }])
  })
})
