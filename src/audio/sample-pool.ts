/** Makes room for samples, shape `[length]`; what it holds is to be overwritten. */
export type AllocateSamples = (length: number) => Float32Array

/** Memory of their own. */
export const newSamples: AllocateSamples = (length) => new Float32Array(length)

/**
 * Memory for samples that is used again. What is new for each chunk of hundreds of sources adds up to a hundred MB a
 * second, of which tens wait to be collected at any moment.
 */
export class SamplePool {
  readonly #free: Float32Array[] = []
  readonly #mostBytes: number
  #bytes = 0

  /** @param mostBytes - What is kept beyond that is let go, the oldest first. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** Room for so many samples; what it holds is to be overwritten. */
  take(length: number): Float32Array {
    const i = this.#free.findLastIndex((y) => y.length === length)
    const [y] = i < 0 ? [] : this.#free.splice(i, 1)
    if (y === undefined) return new Float32Array(length)
    this.#bytes -= y.byteLength
    return y
  }

  /** Nobody looks at these any more. */
  give(y: Float32Array): void {
    // A part of some other memory is not ours to write to.
    const isWhole = y.byteLength > 0 && y.byteLength === y.buffer.byteLength
    if (!isWhole) return
    this.#free.push(y)
    this.#bytes += y.byteLength
    while (this.#bytes > this.#mostBytes) this.#bytes -= this.#free.shift()?.byteLength ?? 0
  }
}
