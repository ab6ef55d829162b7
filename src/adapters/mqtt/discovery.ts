import type { Service } from '../../lifecycle.ts'
import type { Clock, Log } from '../../pipeline/ports.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { within } from '../../time-limit.ts'
import { discoveryMessages, type HomeAssistantOptions, withdrawalMessages } from './home-assistant.ts'
import type { MqttLink } from './mqtt-link.ts'
import type { MqttLimits } from './options.ts'
import { BrokerError } from './refusal.ts'
import type { Topics } from './topics.ts'

export interface DiscoverySettings extends HomeAssistantOptions {
  /** A source that is silent for longer has gone away. @unit ms */
  readonly goneAfterMs: number
  /** How often sources are looked at. @unit ms */
  readonly lookEveryMs?: number
  readonly sources: () => readonly Pick<SourceStatus, 'source' | 'lastHeardMs' | 'alarm'>[]
}

export interface DiscoveryParts {
  readonly link: MqttLink
  readonly topics: Topics
  readonly settings: DiscoverySettings
  readonly limits: Pick<MqttLimits, 'stopMs'>
  readonly log: Log
  readonly clock: Clock
}

/**
 * Keeps Home Assistant's list of our sources: retained messages for each that is there, and none for one that has
 * gone away. What cannot be published now is published at the next look.
 */
export class Discovery implements Service {
  readonly name = 'home assistant discovery'
  readonly #parts: DiscoveryParts
  /** Sources whose entities the broker holds. */
  readonly #announced = new Set<string>()
  /** Announced on an earlier connection: to be withdrawn if they are not there any more. */
  readonly #former = new Set<string>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()

  constructor(parts: DiscoveryParts) {
    this.#parts = parts
    // A broker that was started anew may have lost what it retained; announcing twice changes nothing.
    parts.link.onUp(() => this.#announceAnew())
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => this.#look(), this.#parts.settings.lookEveryMs ?? 2_000).unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    const late = () => new BrokerError('closed', 'the broker did not acknowledge what Home Assistant is told')
    await within(this.#looking, this.#parts.limits.stopMs, late).catch(() => undefined)
  }

  #announceAnew(): void {
    for (const source of this.#announced) this.#former.add(source)
    this.#announced.clear()
    this.#look()
  }

  /** One look after the other, so that what was withdrawn is not overtaken by what was announced before. */
  #look(): void {
    if (this.#timer === undefined) return
    this.#looking = this.#looking.then(() => this.#publishChanges())
  }

  async #publishChanges(): Promise<void> {
    const { settings, topics, clock, log } = this.#parts
    const nowMs = clock()
    const present = new Set(
      settings
        .sources()
        .filter(({ lastHeardMs, alarm }) => nowMs - lastHeardMs < settings.goneAfterMs || alarm.state !== 'quiet')
        .map(({ source }) => source),
    )
    try {
      for (const source of [...this.#announced, ...this.#former]) {
        if (present.has(source) || !this.#mayPublish) continue
        await this.#publish(withdrawalMessages(topics, settings, source))
        this.#announced.delete(source)
        this.#former.delete(source)
      }
      for (const source of present) {
        if (this.#announced.has(source) || !this.#mayPublish) continue
        await this.#publish(discoveryMessages(topics, settings, source))
        this.#announced.add(source)
      }
    } catch (error) {
      log.debug('home assistant is told of the sources later', { error })
    }
  }

  get #mayPublish(): boolean {
    return this.#timer !== undefined && this.#parts.link.isUp
  }

  async #publish(messages: ReturnType<typeof discoveryMessages>): Promise<void> {
    const properties = { contentType: 'application/json' }
    for (const { topic, payload } of messages) {
      await this.#parts.link.publish(topic, payload, { qos: 1, retain: true, properties })
    }
  }
}
