import { connect, type MqttClient } from 'mqtt'
import { RequestError } from '../errors.ts'
import type { Service } from '../lifecycle.ts'
import type { Log } from '../pipeline/ports.ts'
import { FAULT_NAMES, type FaultName } from '../synth/fault.ts'
import { LiveFan, type LiveFanParams } from '../synth/live-fan.ts'
import { ChunkClock } from './chunk-clock.ts'

export interface SimulatedMachineOptions {
  /** The broker; read at the start. */
  readonly url: () => string
  readonly topicPrefix: string
  /** Name of its microphone. */
  readonly source: string
  readonly fan: LiveFanParams
  /** @unit ms */
  readonly chunkMs?: number
  readonly log: Log
}

/** A chunk that is later than this is not worth sending. @unit ms */
const MOST_LATE_MS = 5_000
const FULL_SCALE_INT16 = 2 ** 15

/**
 * A fan with a microphone: publishes what it sounds like in real time, as 16 bit samples in JSON envelopes with
 * `seq` and `capturedAt`. While the broker is away its sound is lost, as with most microphones.
 */
export class SimulatedMachine implements Service {
  readonly name = 'machine'
  readonly faults: readonly FaultName[] = FAULT_NAMES
  readonly #options: Required<SimulatedMachineOptions>
  readonly #fan: LiveFan
  #client: MqttClient | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: SimulatedMachineOptions) {
    this.#options = { chunkMs: 1_000, ...options }
    this.#fan = new LiveFan(options.fan)
  }

  /** What the fan suffers from. */
  get fault(): FaultName {
    return this.#fan.fault
  }

  /** @throws {@link RequestError} when there is no such fault. */
  setFault(name: string): void {
    const fault = FAULT_NAMES.find((known) => known === name)
    if (fault === undefined) throw new RequestError(`there is no fault ${name}; there are ${FAULT_NAMES.join(', ')}`)
    this.#fan.fault = fault
    this.#options.log.info('the simulated fan changes', { source: this.#options.source, fault })
  }

  async start(): Promise<void> {
    const { url, source, log, chunkMs } = this.#options
    const client = connect(url(), {
      clientId: `simulated-${source}-${process.pid}`,
      queueQoSZero: false,
      reconnectPeriod: 1_000,
    })
    client.on('error', (error) => log.warn('the simulated fan cannot reach the broker', { error }))
    this.#client = client

    const startedAtMs = Date.now()
    const startedMs = performance.now()
    const elapsedMs = (): number => performance.now() - startedMs
    const clock = new ChunkClock(chunkMs, MOST_LATE_MS)
    const tick = (): void => {
      const due = clock.take(elapsedMs())
      if (due) this.#publish(client, due.index, startedAtMs + due.startMs)
      this.#timer = setTimeout(tick, clock.waitMs(elapsedMs()))
    }
    tick()
  }

  #publish(client: MqttClient, seq: number, capturedAt: number): void {
    const { topicPrefix, source, chunkMs, fan } = this.#options
    const { sampleRateHz } = fan
    const y = this.#fan.read(Math.round((sampleRateHz * chunkMs) / 1_000))
    if (!client.connected) return
    const data = encodeInt16(y).toString('base64')
    const envelope = { format: 's16le', rate: sampleRateHz, channels: 1, seq, capturedAt, data }
    client.publish(`${topicPrefix}/audio/${source}`, JSON.stringify(envelope))
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    await this.#client?.endAsync(true)
    this.#client = undefined
  }
}

/** Little-endian, clipped at full scale. */
function encodeInt16(y: Float32Array): Buffer {
  const bytes = Buffer.alloc(2 * y.length)
  y.forEach((sample, i) => {
    const step = Math.round(sample * FULL_SCALE_INT16)
    bytes.writeInt16LE(Math.max(-FULL_SCALE_INT16, Math.min(FULL_SCALE_INT16 - 1, step)), 2 * i)
  })
  return bytes
}
