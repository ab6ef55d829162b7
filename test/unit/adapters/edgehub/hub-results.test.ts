import { describe, expect, it } from 'vitest'
import { HubResults } from '../../../../src/adapters/edgehub/hub-results.ts'
import type { WindowVerdict } from '../../../../src/model/verdict.ts'
import { RecordedMetrics } from '../../../recorders.ts'
import { event } from '../../pipeline/alarm-events.ts'

const VERDICT: WindowVerdict = {
  source: 'fan-1',
  label: 'imbalanced',
  message: 'Imbalanced',
  anomaly: true,
  score: 0.9,
  probabilities: [0.1, 0.9],
  model: { name: 'fan', version: '1.0.0', sha256: '0'.repeat(64) },
  window: { startMs: 0, endMs: 10_000 },
  indicators: {
    rmsDbfs: -20,
    spectralCentroidHz: 900,
    spectralFlatness: 0.1,
    spectralRolloffHz: 3_000,
    crestFactor: 4,
    zeroCrossingsPerSecond: 800,
  },
  inferenceMs: 20,
}

interface Sent {
  readonly output: string
  readonly body: string
  readonly properties: Readonly<Record<string, string>> | undefined
  readonly messageId: string | undefined
  settle(error?: Error): void
}

/** A link whose sends a test settles. */
function resultsOver() {
  const sent: Sent[] = []
  const metrics = new RecordedMetrics()
  const results = new HubResults(
    {
      sendOutput: (output, body, properties, messageId) =>
        new Promise((resolve, reject) => {
          const settle = (error?: Error): void => (error ? reject(error) : resolve())
          sent.push({ output, body, properties, messageId, settle })
        }),
    },
    metrics,
  )
  const dropped = () => metrics.get('earshot_results_dropped_total', { sink: 'hub', result: 'verdict' })
  return { sent, results, dropped }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('results through the hub', () => {
  it('carry in their properties what a route may ask for', async () => {
    const { sent, results } = resultsOver()
    const acknowledged = results.event(event('fan-1', 7))
    results.verdict(VERDICT)
    expect(sent).toMatchObject([
      {
        output: 'alarms',
        properties: { source: 'fan-1', label: 'imbalanced', state: 'raised', type: 'earshot.alarm.raised' },
        messageId: 'fan-1:raised:7',
      },
      { output: 'verdicts', properties: { source: 'fan-1', label: 'imbalanced', anomaly: 'true' } },
    ])
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual(event('fan-1', 7))
    sent[0]?.settle()
    await acknowledged
  })

  it('let a flood of verdicts wait, drop and count the rest, and never keep an alarm waiting', async () => {
    const { sent, results, dropped } = resultsOver()
    for (let i = 0; i < 100; i++) results.verdict(VERDICT)
    await settled()
    expect(sent.map(({ output }) => output)).toEqual(Array(4).fill('verdicts'))
    expect(dropped()).toBe(100 - 4 - 64)
    const alarm = results.event(event('fan-1', 7))
    expect(sent.at(-1)?.output).toBe('alarms')
    sent.at(-1)?.settle()
    await alarm
    for (let i = 0; i < sent.length; i++) {
      sent[i]?.settle()
      await settled()
    }
    expect(sent).toHaveLength(4 + 64 + 1)
  })

  it('count a verdict that the hub does not take as dropped, and hand the failure of an alarm back', async () => {
    const { sent, results, dropped } = resultsOver()
    results.verdict(VERDICT)
    sent[0]?.settle(new Error('no connection'))
    await settled()
    expect(dropped()).toBe(1)
    const alarm = results.event(event('fan-1', 7))
    sent[1]?.settle(new Error('no connection'))
    await expect(alarm).rejects.toThrow('no connection')
  })
})
