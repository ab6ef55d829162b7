import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { z } from 'zod'
import { startEdgeRuntime } from '../../../src/sim/edge/runtime.ts'
import { until } from '../../until.ts'
import { startBroker } from '../broker.ts'
import { joinBroker } from '../mqtt/client.ts'
import { startModuleProcess, temporaryFolder } from './module-process.ts'

const SOURCES = Array.from({ length: 200 }, (_, i) => `hall.${i}.`.padEnd(64, 'x'))
const SOUND = { format: 's16le', rate: 8_000, data: Buffer.alloc(1_600).toString('base64') }
const LABELS = Object.fromEntries(
  Array.from({ length: 1_000 }, (_, i) => [`fault of bearing no. ${i}`, { raiseAt: 0.7, clearAt: 0.4 }]),
)
/** Reports to the twin are 10 s apart, and a busy machine takes its time. */
const LONG_ENOUGH = 60_000

const Reported = z.object({
  sources: z.record(z.string(), z.object({ state: z.string() })),
  sourceCounts: z.object({ total: z.number(), shown: z.number(), ownModel: z.number() }),
  labelCounts: z.object({ total: z.number(), shown: z.number() }),
  refused: z.array(z.unknown()),
})

it(
  'IoT Hub takes the report of 200 sources with long names and models of their own, and of thresholds of 1,000 labels',
  async () => {
    await using data = await temporaryFolder()
    await mkdir(join(data.path, 'data/learnt'), { recursive: true })
    const assigned = JSON.stringify(Object.fromEntries(SOURCES.map((source) => [source, 'fan'])))
    await writeFile(join(data.path, 'data/learnt/sources.json'), assigned)
    await using edge = await startEdgeRuntime({ modules: ['earshot'] })
    await using broker = await startBroker()
    await using other = await joinBroker(broker.url, 'earshot/status')
    await using module = await startModuleProcess({
      data: data.path,
      env: {
        ...edge.environment('earshot'),
        EARSHOT_MQTT_URL: broker.url,
        EARSHOT_MODEL_DIRECTORY: resolve(import.meta.dirname, '../../../models'),
        EARSHOT_AUDIO_MAX_SOURCES: '300',
        EARSHOT_ALARM_LABELS: JSON.stringify(LABELS),
      },
    })
    await module.line('connected to edgeHub', 0, LONG_ENOUGH)
    await Promise.all(
      SOURCES.map((source) => other.client.publishAsync(`earshot/audio/${source}`, JSON.stringify(SOUND), { qos: 1 })),
    )
    const reported = () => Reported.safeParse(edge.hub.module('earshot').twin.reported).data
    await until(() => reported()?.sourceCounts.total === 200, 'all are counted in the twin', LONG_ENOUGH)
    const { sources, sourceCounts, labelCounts, refused } = Reported.parse(edge.hub.module('earshot').twin.reported)
    expect(sourceCounts).toMatchObject({ total: 200, ownModel: 200 })
    expect(Object.keys(sources)).toHaveLength(sourceCounts.shown)
    expect(sourceCounts.shown).toBeGreaterThan(100)
    expect(labelCounts).toMatchObject({ total: 1_000 })
    expect(labelCounts.shown).toBeGreaterThan(50)
    expect(refused).toEqual([])
  },
  2 * LONG_ENOUGH,
)
