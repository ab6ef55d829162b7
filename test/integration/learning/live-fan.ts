import type { FaultName } from '../../../src/synth/fault.ts'
import { LiveFan } from '../../../src/synth/live-fan.ts'
import type { joinBroker } from '../mqtt/client.ts'

const RATE_HZ = 16_000
const CHUNK_SECONDS = 2
const FAN = { machineSeed: 13, seed: 5, sampleRateHz: RATE_HZ, snrDb: 20 }

/** A simulated fan whose microphone publishes faster than time passes: chunks say when they were recorded. */
export class HurriedFan {
  #fan = new LiveFan(FAN)
  readonly #client: Awaited<ReturnType<typeof joinBroker>>['client']
  #chunks = 0

  constructor(client: Awaited<ReturnType<typeof joinBroker>>['client']) {
    this.#client = client
  }

  breaks(fault: FaultName = 'imbalanced'): void {
    this.#fan.fault = fault
  }

  /** Another duty point and another place of the microphone, or as it was at first. */
  isInSession(session: number | null): void {
    this.#fan = new LiveFan({ ...FAN, ...(session === null ? {} : { session }) })
  }

  async publish(source: string, seconds: number): Promise<void> {
    for (let sent = 0; sent < seconds; sent += CHUNK_SECONDS) {
      const y = this.#fan.read(CHUNK_SECONDS * RATE_HZ)
      const data = Buffer.from(Int16Array.from(y, (x) => Math.round(x * 32_767)).buffer).toString('base64')
      const capturedAt = Date.UTC(2026, 0) + 1_000 * CHUNK_SECONDS * this.#chunks
      const envelope = { format: 's16le', rate: RATE_HZ, channels: 1, seq: this.#chunks, capturedAt, data }
      this.#chunks += 1
      await this.#client.publishAsync(`earshot/audio/${source}`, JSON.stringify(envelope), { qos: 1 })
    }
  }
}
