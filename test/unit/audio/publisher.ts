import type { Chunk } from '../../../src/audio/chunk.ts'

export interface PublisherParams {
  readonly source?: string
  readonly sampleRateHz?: number
  readonly channels?: number
  /** What chunks carry. */
  readonly marks: 'seq' | 'time' | 'both' | 'none'
  readonly firstSeq?: number
  readonly startMs?: number
  /** Samples are `sign * (1 + place)`: each tells where it was recorded, and by whom. */
  readonly sign?: 1 | -1
  /** Speed of the publisher's sample clock: 1.0001 records 100 ppm more samples than it should. */
  readonly clockSpeed?: number
}

/** A microphone whose every sample says where it comes from. Arrivals are prompt: a chunk comes when it is full. */
export class Publisher {
  readonly #params: Required<PublisherParams>
  #place = 0
  #seq: number

  constructor(params: PublisherParams) {
    this.#params = {
      source: 'fan-1',
      sampleRateHz: 4_000,
      channels: 1,
      firstSeq: 0,
      startMs: 1_700_000_000_000,
      sign: 1,
      clockSpeed: 1,
      ...params,
    }
    this.#seq = this.#params.firstSeq
  }

  /** Record the next chunk; `jitterMs` goes to its capture time. */
  next(length: number, jitterMs = 0): Chunk {
    const { source, sampleRateHz, channels, marks, sign } = this.#params
    const place = this.#place
    const seq = this.#seq
    const capturedAtMs = this.#timeOf(place) + jitterMs
    const y = new Float32Array(length)
    for (let i = 0; i < length; i++) y[i] = sign * (1 + place + i)
    this.#place += length
    this.#seq += 1
    return {
      source,
      sampleRateHz,
      channels,
      y,
      receivedAtMs: this.#timeOf(this.#place),
      ...(marks === 'seq' || marks === 'both' ? { seq } : {}),
      ...(marks === 'time' || marks === 'both' ? { capturedAtMs } : {}),
    }
  }

  /** Record without sending: what a broken network loses. `chunks` numbers are used up. */
  lose(samples: number, chunks = 1): this {
    this.#place += samples
    this.#seq += chunks
    return this
  }

  /** Begin numbering again, as a restarted program does. */
  renumber(seq = 0): this {
    this.#seq = seq
    return this
  }

  #timeOf(place: number): number {
    const { startMs, sampleRateHz, clockSpeed } = this.#params
    return startMs + (1000 * place) / (sampleRateHz * clockSpeed)
  }
}

/** Whether the samples are one unbroken stretch of one publisher's recording. */
export function isUnbroken(y: Float32Array): boolean {
  const first = y[0] ?? Number.NaN
  const step = Math.sign(first)
  return y.every((sample, i) => sample === first + step * i)
}
