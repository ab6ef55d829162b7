import { expect, it } from 'vitest'
import { alarmEvent } from '../../../src/detect/alarm-event.ts'

const verdict = {
  source: 'fan-1',
  label: 'bearing',
  message: 'Bearing damage',
  anomaly: true,
  score: 0.93,
  probabilities: [0.07, 0.93],
  model: { name: 'fan', version: '1', sha256: 'ab' },
  window: { startMs: 1_767_225_600_000, endMs: 1_767_225_610_000.4 },
  indicators: {
    rmsDbfs: -20,
    spectralCentroidHz: 1,
    spectralFlatness: 1,
    spectralRolloffHz: 1,
    crestFactor: 1,
    zeroCrossingsPerSecond: 1,
  },
  inferenceMs: 5,
}
const moment = {
  deviceId: 'press 7',
  state: 'raised',
  label: 'bearing',
  message: 'Bearing damage',
  score: 0.93,
  verdict,
} as const

it('is a CloudEvent that carries the original answer', () => {
  expect(alarmEvent(moment)).toEqual({
    specversion: '1.0',
    id: 'fan-1:raised:1767225610000',
    source: '/earshot/press%207/fan-1',
    type: 'earshot.alarm.raised',
    subject: 'fan-1',
    time: '2026-01-01T00:00:10.000Z',
    datacontenttype: 'application/json',
    data: {
      source: 'fan-1',
      state: 'raised',
      label: 'bearing',
      message: 'Bearing damage',
      score: 0.93,
      Anomaly: true,
      Details: { Message: 'Bearing damage', Probabilities: [0.07, 0.93] },
      window: verdict.window,
      model: verdict.model,
    },
  })
})

it('has the same id however often it is made, and another for another state or window', () => {
  const later = { ...verdict, window: { startMs: 0, endMs: 1_767_225_611_000 } }
  const ids = [moment, { ...moment, state: 'stale' as const }, { ...moment, verdict: later }].map(
    (m) => alarmEvent(m).id,
  )
  expect(new Set(ids).size).toBe(3)
  expect(alarmEvent({ ...moment }).id).toBe(ids[0])
})

it('says where the recording is when one is kept', () => {
  expect(alarmEvent({ ...moment, evidence: '/api/clips/1' }).data.evidence).toBe('/api/clips/1')
})
