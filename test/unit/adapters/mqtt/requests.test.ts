import { expect, it } from 'vitest'
import { Requests } from '../../../../src/adapters/mqtt/requests.ts'
import { topicsBelow } from '../../../../src/adapters/mqtt/topics.ts'
import { RecordedLog, RecordedMetrics } from '../../../recorders.ts'
import { until } from '../../../until.ts'

it('beyond the limit so many requests are refused at once, and further ones are counted and not answered', async () => {
  const statuses: number[] = []
  const metrics = new RecordedMetrics()
  const { listener } = new Requests({
    // A broker that acknowledges nothing.
    link: {
      publish: (_topic, payload) => {
        statuses.push(JSON.parse(String(payload)).status)
        return new Promise(() => undefined)
      },
    },
    topics: topicsBelow('earshot'),
    methods: new Map([['echo', async (payload: unknown) => ({ status: 200, payload })]]),
    limits: { requestsInFlight: 2, refusalsInFlight: 3, requestBytes: 1_024, requestMs: 60_000 },
    metrics,
    log: new RecordedLog(),
  })
  const packet = { cmd: 'publish', topic: '', payload: '', qos: 1, dup: false, retain: false } as const
  for (let i = 0; i < 9; i++) listener('earshot/request/echo', Buffer.from('{}'), packet)
  await until(() => statuses.length === 5, 'all that are answered have been')
  expect(statuses.sort()).toEqual([200, 200, 503, 503, 503])
  expect(metrics.get('earshot_results_dropped_total', { sink: 'mqtt', result: 'answer' })).toBe(4)
})
