import { readFileSync } from 'node:fs'
import type { DiscoverySettings } from '../adapters/mqtt/discovery.ts'
import type { MqttAdapterOptions } from '../adapters/mqtt/mqtt-adapter.ts'
import type { BrokerAddress, TlsOptions } from '../adapters/mqtt/options.ts'
import { isSampleEncoding } from '../audio/sample-encoding.ts'
import type { AllocateSamples } from '../audio/sample-pool.ts'
import type { Config } from '../config.ts'

/**
 * The broker's part of the configuration in the adapter's words. Reads the certificates.
 *
 * @param allocate - Where samples go.
 */
export function mqttOptionsOf({ mqtt, audio }: Config, allocate?: AllocateSamples): MqttAdapterOptions {
  const { defaultFormat: format, defaultSampleRateHz: sampleRateHz, defaultChannels: channels } = audio
  return {
    broker: brokerAddressOf(mqtt),
    topicPrefix: mqtt.topicPrefix,
    limits: { reconnectMaxMs: mqtt.reconnectMaxSeconds * 1_000 },
    chunks: {
      ...(isSampleEncoding(format) ? { pcm: { format, sampleRateHz, channels } } : {}),
      limits: { maxBytes: audio.maxChunkBytes, maxSeconds: audio.maxChunkSeconds },
      allocate,
    },
  }
}

const DAY_MS = 24 * 60 * 60 * 1_000

/** What is said to Home Assistant, where it is asked for. */
export function discoveryOf(
  { homeAssistant, device }: Config,
  version: string,
  sources: DiscoverySettings['sources'],
): Pick<MqttAdapterOptions, 'homeAssistant'> {
  const { enabled, prefix, goneAfterDays } = homeAssistant
  if (!enabled) return {}
  return { homeAssistant: { prefix, deviceId: device.id, version, goneAfterMs: goneAfterDays * DAY_MS, sources } }
}

function brokerAddressOf(mqtt: Config['mqtt']): BrokerAddress {
  const tls: TlsOptions = {
    rejectUnauthorized: mqtt.rejectUnauthorized,
    ...(mqtt.caFile ? { ca: readFileSync(mqtt.caFile, 'utf8') } : {}),
    ...(mqtt.certFile ? { cert: readFileSync(mqtt.certFile, 'utf8') } : {}),
    ...(mqtt.keyFile ? { key: readFileSync(mqtt.keyFile, 'utf8') } : {}),
  }
  return {
    url: mqtt.url,
    clientId: mqtt.clientId,
    tls,
    keepaliveSeconds: mqtt.keepaliveSeconds,
    connectTimeoutMs: mqtt.connectTimeoutSeconds * 1_000,
    protocolVersion: mqtt.protocolVersion === 'auto' ? 'auto' : mqtt.protocolVersion === '5' ? 5 : 4,
    ...(mqtt.username ? { username: mqtt.username, password: mqtt.password } : {}),
  }
}
