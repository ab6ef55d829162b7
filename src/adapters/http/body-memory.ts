/** Of a recording or two, so that the next one of the kind finds it. @unit bytes */
const MOST_KEPT = 4 * 2 ** 20

/** Memory for bodies that is used again: what is new for each one has to be fetched from the system, and collected. */
export class BodyMemory {
  readonly #free: Uint8Array<ArrayBuffer>[] = []
  #bytes = 0

  /** Room for at least so many bytes; what it holds is to be overwritten. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const i = this.#free.findLastIndex((memory) => memory.byteLength >= length)
    const [memory] = i < 0 ? [] : this.#free.splice(i, 1)
    if (memory === undefined) return new Uint8Array(length)
    this.#bytes -= memory.byteLength
    return memory
  }

  /**
   * Nobody looks at these bytes any more, nor at any others of their memory.
   *
   * @param part - Of what was taken.
   */
  give(part: Uint8Array<ArrayBuffer>): void {
    this.#free.push(new Uint8Array(part.buffer))
    this.#bytes += part.buffer.byteLength
    while (this.#bytes > MOST_KEPT) this.#bytes -= this.#free.shift()?.byteLength ?? 0
  }
}
