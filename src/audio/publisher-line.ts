import type { Chunk } from './chunk.ts'

/**
 * How a chunk stands to a publisher's stream: its continuation, later, earlier, beginning inside what was
 * heard, or `elsewhere`: its marks contradict each other or are of another sort, so it is not of this stream.
 */
export type Relation = 'next' | 'ahead' | 'behind' | 'overlap' | 'elsewhere'

/** The clock follows capture times with this time constant: jitter is averaged, drift of 0.1 % stays within 2 ms. @unit ms */
const CLOCK_TIME_CONSTANT_MS = 2_000
/** Allowed beside the fixed tolerance, for clocks that drift within a long chunk. */
const DRIFT = 0.001
/** With `seq` in order, only a clear jump of the capture time is a break. @unit ms */
const TOLERANCE_WITH_SEQ_MS = 50
/** Without `seq` the capture time alone must show a missing chunk. @unit ms */
const TOLERANCE_MS = 20
/** ... however short it is: as a share of a chunk. */
const TOLERANCE_SHARE = 0.75
/** Without any marks, so long a silence is a break, or half a chunk if that is longer. @unit ms */
const ARRIVAL_SILENCE_MS = 500
/** Without any marks, chunks this long that come sooner than they can be recorded are clips of their own. @unit ms */
const CLIP_MS = 5_000
/** The shortest chunk: so much time at least lies between two numbers of `seq`. @unit ms */
const MIN_CHUNK_MS = 10
/** A publisher that sent nothing for this long, and two chunks' length, has stopped. @unit ms */
const STOPPED_MS = 2_000
/** Samples that are kept to recognise an overlap. */
const TAIL_SAMPLES = 512

export function durationMs({ y, sampleRateHz }: Chunk): number {
  return (1000 * y.length) / sampleRateHz
}

/** One publisher's stream: what its next chunk would look like, by its numbers, its clock and its format. */
export class PublisherLine {
  readonly #sampleRateHz: number
  readonly #channels: number
  readonly #hasCaptureTimes: boolean
  #nextSeq: number | undefined
  #presentMs: number
  #lastHeardMs: number
  #lastDurationMs: number
  #tail: Float32Array = new Float32Array(0)

  /** A line that has this chunk as its last. */
  constructor(chunk: Chunk) {
    this.#sampleRateHz = chunk.sampleRateHz
    this.#channels = chunk.channels
    this.#hasCaptureTimes = chunk.capturedAtMs !== undefined
    this.#presentMs = startMs(chunk)
    this.#lastHeardMs = chunk.receivedAtMs
    this.#lastDurationMs = durationMs(chunk)
    this.follow(chunk)
  }

  /** Capture time of the sample after the last, smoothed; from arrivals where chunks carry no time. @unit Unix epoch ms */
  get presentMs(): number {
    return this.#presentMs
  }

  /** The last samples, at the publisher's rate: up to 512. */
  get tail(): Float32Array {
    return this.#tail
  }

  /** Capture times further off than this are no jitter. @unit ms */
  toleranceMs(chunk: Chunk): number {
    const drift = DRIFT * this.#lastDurationMs
    if (chunk.seq !== undefined) return TOLERANCE_WITH_SEQ_MS + drift
    return Math.min(TOLERANCE_MS + drift, TOLERANCE_SHARE * Math.min(this.#lastDurationMs, durationMs(chunk)))
  }

  /** Take a chunk as the last, its first `skipped` samples left out. */
  follow(chunk: Chunk, skipped = 0): void {
    const heard = skipped === 0 ? chunk.y : chunk.y.subarray(skipped)
    const heardMs = (1000 * heard.length) / chunk.sampleRateHz
    const errorMs = startMs(chunk) + (1000 * skipped) / chunk.sampleRateHz - this.#presentMs
    this.#presentMs += errorMs * (1 - Math.exp(-heardMs / CLOCK_TIME_CONSTANT_MS)) + heardMs
    this.#nextSeq = chunk.seq === undefined ? undefined : chunk.seq + 1
    this.#lastHeardMs = chunk.receivedAtMs
    this.#lastDurationMs = durationMs(chunk)
    this.#tail = lastSamples(this.#tail, heard)
  }

  hasFormatOf(chunk: Chunk): boolean {
    return chunk.sampleRateHz === this.#sampleRateHz && chunk.channels === this.#channels
  }

  /** Whether, when this chunk came, the publisher had sent nothing for 2 s and two chunks' length, by arrival or capture. */
  hasStoppedBefore(chunk: Chunk): boolean {
    const limitMs = STOPPED_MS + 2 * this.#lastDurationMs
    if (chunk.receivedAtMs - this.#lastHeardMs > limitMs) return true
    return this.#hasCaptureTimes && chunk.capturedAtMs !== undefined && chunk.capturedAtMs - this.#presentMs > limitMs
  }

  relate(chunk: Chunk): Relation {
    const steps = chunk.seq === undefined || this.#nextSeq === undefined ? undefined : chunk.seq - this.#nextSeq
    const hasSeq = chunk.seq !== undefined
    const hasTime = chunk.capturedAtMs !== undefined
    if (hasSeq !== (this.#nextSeq !== undefined) || hasTime !== this.#hasCaptureTimes) return 'elsewhere'
    if (!hasTime) return steps === undefined ? this.#relateArrival(chunk) : relateSeq(steps)
    const byTime = this.#relateTime(chunk)
    if (steps === undefined) return byTime
    if (steps === 0) return byTime === 'behind' ? 'overlap' : byTime
    return this.#agrees(chunk, steps) ? relateSeq(steps) : 'elsewhere'
  }

  #relateTime(chunk: Chunk): Relation {
    const offMs = startMs(chunk) - this.#presentMs
    const toleranceMs = this.toleranceMs(chunk)
    if (Math.abs(offMs) <= toleranceMs) return 'next'
    if (offMs > 0) return 'ahead'
    return offMs + durationMs(chunk) <= toleranceMs ? 'behind' : 'overlap'
  }

  /** Whether the capture time is as far ahead or behind as so many steps of `seq` take at least. */
  #agrees(chunk: Chunk, steps: number): boolean {
    const offMs = startMs(chunk) - this.#presentMs
    const leastMs = MIN_CHUNK_MS * steps
    const toleranceMs = this.toleranceMs(chunk)
    return steps > 0 ? offMs >= leastMs - toleranceMs : offMs <= leastMs + toleranceMs
  }

  /** Short chunks may come in a burst after the network stood still; only silence tells, and long clips sent at once. */
  #relateArrival(chunk: Chunk): Relation {
    const silenceMs = startMs(chunk) - this.#lastHeardMs
    const lengthMs = durationMs(chunk)
    if (silenceMs > Math.max(ARRIVAL_SILENCE_MS, lengthMs / 2)) return 'ahead'
    return lengthMs >= CLIP_MS && silenceMs < -lengthMs / 2 ? 'overlap' : 'next'
  }
}

function relateSeq(steps: number): Relation {
  if (steps === 0) return 'next'
  return steps > 0 ? 'ahead' : 'behind'
}

/** When the first sample was recorded; without a capture time, as if the chunk was sent as soon as it was full. */
function startMs(chunk: Chunk): number {
  return chunk.capturedAtMs ?? chunk.receivedAtMs - durationMs(chunk)
}

function lastSamples(before: Float32Array, y: Float32Array): Float32Array {
  if (y.length >= TAIL_SAMPLES) return y.slice(-TAIL_SAMPLES)
  const kept = before.subarray(Math.max(0, before.length + y.length - TAIL_SAMPLES))
  const tail = new Float32Array(kept.length + y.length)
  tail.set(kept)
  tail.set(y, kept.length)
  return tail
}
