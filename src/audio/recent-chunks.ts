import type { Chunk } from './chunk.ts'

/** Chunks remembered: deliveries that a broker repeats come soon after the first. */
const CAPACITY = 64
/** Samples that go into a chunk's fingerprint. */
const FINGERPRINT_SAMPLES = 64

interface Trace {
  readonly seq: number | undefined
  readonly capturedAtMs: number | undefined
  readonly fingerprint: number
}

/** The last chunks taken, by their marks and a fingerprint of their samples: enough to know one again. */
export class RecentChunks {
  readonly #traces: Trace[] = []

  add(chunk: Chunk): void {
    this.#traces.push(trace(chunk))
    if (this.#traces.length > CAPACITY) this.#traces.shift()
  }

  clear(): void {
    this.#traces.length = 0
  }

  /** Whether one had the same `seq` and capture time. Never, for a chunk without marks. */
  hasMarksOf({ seq, capturedAtMs }: Chunk): boolean {
    if (seq === undefined && capturedAtMs === undefined) return false
    return this.#traces.some((known) => known.seq === seq && known.capturedAtMs === capturedAtMs)
  }

  /** Whether one had the same marks and the same samples. */
  has(chunk: Chunk): boolean {
    if (!this.hasMarksOf(chunk)) return false
    const { seq, capturedAtMs, fingerprint } = trace(chunk)
    return this.#traces.some(
      (known) => known.seq === seq && known.capturedAtMs === capturedAtMs && known.fingerprint === fingerprint,
    )
  }
}

function trace(chunk: Chunk): Trace {
  return { seq: chunk.seq, capturedAtMs: chunk.capturedAtMs, fingerprint: fingerprint(chunk.y) }
}

/** FNV-1a over the length and samples spread over the chunk. */
function fingerprint(y: Float32Array): number {
  const bits = new Uint32Array(y.buffer, y.byteOffset, y.length)
  const step = Math.max(1, Math.floor(y.length / FINGERPRINT_SAMPLES))
  let hash = Math.imul(0x811c9dc5 ^ y.length, 0x01000193)
  for (let i = 0; i < y.length; i += step) hash = Math.imul(hash ^ (bits[i] ?? 0), 0x01000193)
  return hash >>> 0
}
