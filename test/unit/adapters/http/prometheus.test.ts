import { expect, it } from 'vitest'
import { createPrometheusMetrics } from '../../../../src/adapters/http/prometheus.ts'
import { METRICS } from '../../../../src/pipeline/metrics.ts'

it('shows every number under its name, with the labels of this module', async () => {
  const metrics = createPrometheusMetrics({ device: 'press-7' })
  metrics.count('earshot_chunks_received_total', { source: 'fan-1' })
  metrics.count('earshot_chunks_received_total', { source: 'fan-1' }, 2)
  metrics.set('earshot_alarms_raised', {}, 1)
  metrics.observe('earshot_inference_seconds', {}, 0.03)
  const page = await metrics.text()
  expect(page).toContain('earshot_chunks_received_total{source="fan-1",device="press-7"} 3')
  expect(page).toContain('earshot_alarms_raised{device="press-7"} 1')
  expect(page).toContain('earshot_inference_seconds_bucket{le="0.035",device="press-7"} 1')
  for (const name of Object.keys(METRICS)) expect(page).toContain(`# TYPE ${name} `)
})

it('keeps the numbers of two modules in one process apart', async () => {
  const [one, other] = [createPrometheusMetrics(), createPrometheusMetrics()]
  one.count('earshot_windows_dropped_total', { source: 'fan-1' })
  expect(await other.text()).not.toContain('fan-1')
})
