import type { ChunkDefaults } from '../../audio/chunk-message.ts'
import type { Service } from '../../lifecycle.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { AudioSink, Clock, Log, MethodTable, ResultSink } from '../../pipeline/ports.ts'
import { audioIntake } from './audio-intake.ts'
import { Discovery, type DiscoverySettings } from './discovery.ts'
import { type MqttHealth, MqttLink } from './mqtt-link.ts'
import { MqttResults } from './mqtt-results.ts'
import { type BrokerAddress, DEFAULT_MQTT_LIMITS, type MqttLimits } from './options.ts'
import { Requests } from './requests.ts'
import { topicsBelow } from './topics.ts'

export interface MqttAdapterOptions {
  readonly broker: BrokerAddress
  /** First level or levels of every topic; by default `earshot`. */
  readonly topicPrefix?: string
  readonly limits?: Partial<MqttLimits>
  /** What samples are when a message does not say, and how large one may be. */
  readonly chunks?: ChunkDefaults
  /** What the retained `…/status` says beside `state`: the module's version, its model. */
  readonly describe?: () => Readonly<Record<string, unknown>>
  /** With it, Home Assistant is told of the sources. */
  readonly homeAssistant?: DiscoverySettings
}

export interface MqttAdapterPorts {
  readonly audio: AudioSink
  readonly methods: MethodTable
  readonly metrics: Metrics
  readonly log: Log
  readonly clock: Clock
}

/**
 * MQTT as the module sees it: sound and requests in, results out.
 *
 * Sound must stop coming in before the pipeline stops, and results must go on going out until it has stopped.
 * So there are two services: start `outlet`, then the pipeline, then `intake`; stop them in reverse.
 */
export interface MqttAdapter {
  readonly outlet: Service
  readonly intake: Service
  readonly results: ResultSink
  health(): MqttHealth & { readonly waitingEvents: number }
}

export function createMqttAdapter(options: MqttAdapterOptions, ports: MqttAdapterPorts): MqttAdapter {
  const { metrics, log, clock } = ports
  const { broker, topicPrefix = 'earshot', chunks = {}, describe = () => ({}) } = options
  const limits = { ...DEFAULT_MQTT_LIMITS, ...options.limits }
  const topics = topicsBelow(topicPrefix)
  const link = new MqttLink({ broker, statusTopic: topics.status, describe, limits, metrics, log, clock })
  const results = new MqttResults({ link, topics, limits, metrics, log })
  const requests = new Requests({ link, topics, methods: ports.methods, limits, metrics, log })
  const { homeAssistant: settings } = options
  const discovery = settings && new Discovery({ link, topics, settings, limits, log, clock })
  const intake = audioIntake({ base: topics.audio, sink: ports.audio, defaults: chunks, clock })

  return {
    results,
    health: () => ({ ...link.health(), waitingEvents: results.waitingEvents }),
    outlet: {
      name: 'mqtt results',
      start: async () => {
        await discovery?.start()
        await link.start()
      },
      stop: async () => {
        await discovery?.stop()
        await results.stop()
        await link.stop()
      },
    },
    intake: {
      name: 'mqtt intake',
      start: async () => {
        await Promise.all([link.subscribe(topics.audio, intake), link.subscribe(topics.request, requests.listener)])
      },
      stop: async () => {
        await Promise.all([link.unsubscribe(topics.audio), link.unsubscribe(topics.request)])
      },
    },
  }
}
