import type { Topics } from './topics.ts'

/** What a Home Assistant is told of the sources, so that they appear there by themselves. */
export interface HomeAssistantOptions {
  /** Home Assistant's own discovery prefix, usually `homeassistant`. */
  readonly prefix: string
  /** Tells modules apart that share a broker. */
  readonly deviceId: string
  /** Of this module. */
  readonly version: string
}

/** A retained message; an empty payload takes an entity away. */
export interface DiscoveryMessage {
  readonly topic: string
  readonly payload: string
}

/** A value that has not come for longer is shown as unavailable: the source is silent. @unit s */
const EXPIRE_SECONDS = 120

/**
 * One message for each entity of a source: its alarm as a binary sensor, and score, label and level as sensors.
 *
 * @see https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
 */
export function discoveryMessages(topics: Topics, options: HomeAssistantOptions, source: string): DiscoveryMessage[] {
  return ENTITIES.map(({ component, name, config }) => {
    const id = `earshot_${idOf(options.deviceId)}_${idOf(source)}`
    const payload = {
      name,
      unique_id: `${id}_${name.toLowerCase()}`,
      ...config(topics, source),
      availability: [{ topic: topics.status, value_template: '{{ value_json.state }}' }],
      payload_available: 'online',
      payload_not_available: 'offline',
      device: {
        identifiers: [id],
        name: source,
        manufacturer: 'Earshot',
        model: 'Machine that is listened to',
        sw_version: options.version,
      },
      origin: { name: 'earshot', sw_version: options.version },
    }
    return {
      topic: `${options.prefix}/${component}/${id}/${name.toLowerCase()}/config`,
      payload: JSON.stringify(payload),
    }
  })
}

/** The messages that take a source's entities away. */
export function withdrawalMessages(topics: Topics, options: HomeAssistantOptions, source: string): DiscoveryMessage[] {
  return discoveryMessages(topics, options, source).map(({ topic }) => ({ topic, payload: '' }))
}

/** Home Assistant takes letters, digits, `_` and `-`; what else a name has must not make two of them one. */
function idOf(name: string): string {
  return name.replace(/[^A-Za-z0-9-]/g, (character) => `_${character.codePointAt(0)?.toString(16) ?? ''}`)
}

interface Entity {
  readonly component: 'binary_sensor' | 'sensor'
  readonly name: string
  readonly config: (topics: Topics, source: string) => Readonly<Record<string, unknown>>
}

const measured = (topics: Topics, source: string, template: string) => ({
  state_topic: topics.verdict(source),
  value_template: `{{ ${template} }}`,
  expire_after: EXPIRE_SECONDS,
})

const ENTITIES: readonly Entity[] = [
  {
    component: 'binary_sensor',
    name: 'Alarm',
    config: (topics, source) => ({
      device_class: 'problem',
      state_topic: topics.alarm(source),
      // A source that fell silent in an alarm has not been mended.
      value_template: "{{ 'OFF' if value_json.data.state == 'cleared' else 'ON' }}",
      json_attributes_topic: topics.alarm(source),
      json_attributes_template: '{{ value_json.data | tojson }}',
    }),
  },
  {
    component: 'sensor',
    name: 'Score',
    config: (topics, source) => ({
      ...measured(topics, source, 'value_json.score'),
      state_class: 'measurement',
      suggested_display_precision: 2,
      icon: 'mdi:gauge',
    }),
  },
  {
    component: 'sensor',
    name: 'Label',
    config: (topics, source) => ({ ...measured(topics, source, 'value_json.label'), icon: 'mdi:tag' }),
  },
  {
    component: 'sensor',
    name: 'Level',
    config: (topics, source) => ({
      ...measured(topics, source, 'value_json.indicators.rmsDbfs'),
      unit_of_measurement: 'dBFS',
      state_class: 'measurement',
      suggested_display_precision: 1,
      icon: 'mdi:volume-high',
    }),
  },
]
