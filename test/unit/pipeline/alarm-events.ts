import type { AlarmEvent, AlarmStateName } from '../../../src/detect/alarm-event.ts'

/** The n-th alarm event of a source, for tests that only care which one it is. */
export function event(source: string, n: number, state: AlarmStateName = 'raised'): AlarmEvent {
  return {
    specversion: '1.0',
    id: `${source}:${state}:${n}`,
    source: `/earshot/test/${source}`,
    type: `earshot.alarm.${state}`,
    subject: source,
    time: new Date(n).toISOString(),
    datacontenttype: 'application/json',
    data: {
      source,
      state,
      label: 'imbalanced',
      message: 'Imbalanced',
      score: 0.9,
      Anomaly: true,
      Details: { Message: 'Imbalanced', Probabilities: [0.1, 0.9] },
      window: { startMs: n - 10_000, endMs: n },
      model: { name: 'fan', version: '1.0.0', sha256: '0'.repeat(64) },
    },
  }
}
