import { createMqttAdapter } from '../../../src/adapters/mqtt/mqtt-adapter.ts'
import { storm, toldToBegin } from './storm.ts'

/** A storm over MQTT: `node mqtt-storm.mjs BROKER_URL`. */
const [, , url = ''] = process.argv
const nothing = (): void => undefined
const adapter = createMqttAdapter(
  { broker: { url, clientId: `storm-${process.pid}` }, limits: { reconnectMinMs: 5, reconnectMaxMs: 50 } },
  {
    audio: { accept: nothing, refuse: nothing },
    methods: new Map(),
    metrics: { count: nothing, set: nothing, observe: nothing, forget: nothing },
    log: { error: nothing, warn: nothing, info: nothing, debug: nothing },
    clock: Date.now,
  },
)
await storm(await toldToBegin(), { link: adapter.outlet, results: adapter.results })
