import type { AlarmEvent, AlarmStateName } from '../../../src/detect/alarm-event.ts'
import type { SourceStatus } from '../../../src/pipeline/source-status.ts'

const model = { name: 'small', version: '1.0.0', sha256: '0'.repeat(64) }

/** An event of a source, as the pipeline makes it. */
export function alarmEvent(source: string, state: AlarmStateName): AlarmEvent {
  return {
    specversion: '1.0',
    id: `${source}-${state}`,
    source: `/earshot/test/${source}`,
    type: `earshot.alarm.${state}`,
    subject: source,
    time: '2026-11-22T04:00:00.000Z',
    datacontenttype: 'application/json',
    data: {
      source,
      state,
      label: 'fault',
      message: 'Fault',
      score: 0.93,
      Anomaly: state === 'raised',
      Details: { Message: 'Fault', Probabilities: [0.07, 0.93] },
      window: { startMs: 0, endMs: 10_000 },
      model,
    },
  }
}

/** A source that was just heard. */
export function sourceStatus(source: string, event: AlarmEvent | null = null): SourceStatus {
  const isRaised = event?.data.state === 'raised'
  return {
    source,
    state: 'live',
    lastHeardMs: 1_000,
    chunk: { sampleRateHz: 16_000, channels: 1, durationMs: 1_000 },
    alarm: {
      state: isRaised ? 'raised' : 'quiet',
      label: isRaised ? 'fault' : null,
      sinceMs: isRaised ? 1 : null,
      event,
    },
    ownModel: null,
    learning: null,
    drift: null,
    silence: null,
    last: null,
    refusal: null,
    counts: {
      chunksReceived: 1,
      chunksRefused: 0,
      chunksDropped: 0,
      windowsScored: 0,
      windowsDropped: 0,
      windowsFailed: 0,
      irregularities: {},
    },
  }
}

/** The demo's machine, whose fault can be switched. */
export function switchableFan() {
  const fan = {
    faults: ['ok', 'imbalanced'],
    fault: 'ok',
    setFault(fault: string) {
      fan.fault = fault
    },
  }
  return fan
}
