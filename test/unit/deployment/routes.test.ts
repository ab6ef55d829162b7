import { describe, expect, it } from 'vitest'
import { HubResults } from '../../../src/adapters/edgehub/hub-results.ts'
import type { HubMessage } from '../../../src/sim/edge/message.ts'
import { matchesRoute, parseRoute } from '../../../src/sim/edge/route.ts'
import { RecordedMetrics } from '../../recorders.ts'
import { event } from '../pipeline/alarm-events.ts'
import { modulesOf, readTemplate, TEMPLATES } from './deployment-files.ts'

const routesOf = (path: (typeof TEMPLATES)[number]) => {
  const { routes } = readTemplate(path).modulesContent.$edgeHub['properties.desired']
  return Object.entries(routes).map(([name, definition]) => parseRoute(name, definition))
}

/** What the module itself sends on its outputs: an alarm's event, and a verdict. */
async function sentByModule(anomaly: boolean): Promise<HubMessage[]> {
  const sent: HubMessage[] = []
  async function sendOutput(output: string, body: string, properties: Readonly<Record<string, string>> = {}) {
    sent.push({ moduleId: 'earshot', output, body: Buffer.from(body), properties, system: {} })
  }
  const results = new HubResults({ sendOutput }, new RecordedMetrics())
  await results.event(event('fan-1', 1))
  results.verdict({
    source: 'fan-1',
    label: anomaly ? 'imbalanced' : 'ok',
    message: '',
    anomaly,
    score: Number(anomaly),
    probabilities: [1],
    model: { name: 'fan', version: '1', sha256: '' },
    window: { startMs: 0, endMs: 1 },
    indicators: {
      rmsDbfs: 0,
      spectralCentroidHz: 0,
      spectralFlatness: 0,
      spectralRolloffHz: 0,
      crestFactor: 0,
      zeroCrossingsPerSecond: 0,
    },
    inferenceMs: 1,
  })
  return sent
}

describe.each(TEMPLATES)('the routes of %s', (path) => {
  const routes = routesOf(path)

  it('come from modules that are deployed', () => {
    for (const { fromModule } of routes) expect(modulesOf(readTemplate(path))).toHaveProperty(fromModule)
    expect(routes).toHaveLength(3)
  })

  it.each([
    ['an anomalous verdict', true, ['alarms', 'verdicts']],
    ['a normal verdict', false, ['alarms']],
  ])('take alarms upstream, and of %s what is worth it', async (_, anomaly, expected) => {
    const sent = await sentByModule(anomaly)
    expect(sent.map(({ output }) => output)).toEqual(['alarms', 'verdicts'])
    const upstream = sent.filter((message) =>
      routes.some((route) => route.sink === '$upstream' && matchesRoute(route, message)),
    )
    expect(upstream.map(({ output }) => output)).toEqual(expected)
  })

  it('let alarms go first and wait longest', () => {
    const alarms = routes.find(({ fromOutput }) => fromOutput === 'alarms')
    expect(alarms?.priority).toBe(0)
    for (const { priority = 0, timeToLiveSecs = 0, fromOutput } of routes) {
      if (fromOutput === 'alarms') continue
      expect(priority).toBeGreaterThan(0)
      expect(timeToLiveSecs).toBeLessThan(alarms?.timeToLiveSecs ?? 0)
    }
  })
})
