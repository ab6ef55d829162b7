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

it('shows no number of a source that is no longer followed, and begins anew when it comes back', async () => {
  const metrics = createPrometheusMetrics({ device: 'press-7' })
  for (const source of ['fan-1', 'fan-2']) {
    metrics.count('earshot_chunk_irregularities_total', { source, kind: 'gap' }, 5)
    metrics.set('earshot_level_dbfs', { source }, -20)
  }
  metrics.forget('fan-1')
  const page = await metrics.text()
  expect(page).not.toContain('fan-1')
  expect(page).toContain('earshot_chunk_irregularities_total{source="fan-2",kind="gap",device="press-7"} 5')
  metrics.count('earshot_chunk_irregularities_total', { source: 'fan-1', kind: 'gap' })
  expect(await metrics.text()).toContain('{source="fan-1",kind="gap",device="press-7"} 1')
})

it('keeps the numbers of two modules in one process apart', async () => {
  const [one, other] = [createPrometheusMetrics(), createPrometheusMetrics()]
  one.count('earshot_windows_dropped_total', { source: 'fan-1' })
  expect(await other.text()).not.toContain('fan-1')
})
