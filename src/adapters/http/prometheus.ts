import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { InOrder } from '../../in-order.ts'
import { METRICS, type MetricName, type Metrics } from '../../pipeline/metrics.ts'
import type { MetricsPage } from './ports.ts'

/** From a few milliseconds, which is usual, to the length of a window, when scoring falls behind. @unit s */
const SECONDS_BUCKETS = [0.005, 0.01, 0.02, 0.035, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10]

/**
 * The numbers of {@link METRICS} and those of the process, for Prometheus.
 *
 * @param labels - On every number: which hub, device and module speaks.
 */
export function createPrometheusMetrics(labels: Readonly<Record<string, string>> = {}): Metrics & MetricsPage {
  const registry = new Registry()
  registry.setDefaultLabels(labels)
  collectDefaultMetrics({ register: registry })
  const counters = new Map<MetricName, Counter>()
  const gauges = new Map<MetricName, Gauge>()
  const histograms = new Map<MetricName, Histogram>()
  const forgetting = new InOrder()
  for (const name of metricNames()) {
    const { kind, help, labels: labelNames } = METRICS[name]
    const common = { name, help, labelNames: [...labelNames], registers: [registry] }
    switch (kind) {
      case 'counter':
        counters.set(name, new Counter(common))
        break
      case 'gauge':
        gauges.set(name, new Gauge(common))
        break
      case 'histogram':
        histograms.set(name, new Histogram({ ...common, buckets: SECONDS_BUCKETS }))
        break
    }
  }
  return {
    count: (name, values, by = 1) => counters.get(name)?.inc(values, by),
    set: (name, values, value) => gauges.get(name)?.set(values, value),
    observe: (name, values, value) => histograms.get(name)?.observe(values, value),
    forget: (source) => {
      const all = [...counters.values(), ...gauges.values()]
      void forgetting.do(() => Promise.all(all.map((metric) => removeSource(metric, source))))
    },
    contentType: registry.contentType,
    text: async () => {
      await forgetting.done()
      return await registry.metrics()
    },
  }
}

async function removeSource(metric: Counter | Gauge, source: string): Promise<void> {
  const { values } = await metric.get()
  for (const { labels } of values) if (labels['source'] === source) metric.remove(labels)
}

const metricNames = (): MetricName[] => Object.keys(METRICS) as MetricName[]
