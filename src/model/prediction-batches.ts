/** Answers n examples that lie one after another: as many numbers for each, in their order. */
export type BatchRun = (examples: Float32Array, n: number) => Promise<Float32Array>

interface Waiting {
  resolve(answer: Float32Array): void
  reject(error: unknown): void
}

/**
 * Examples that are asked for in one turn of the event loop, run together: what a call of the engine costs by itself
 * is then paid once. An example that is asked for alone is run alone.
 */
export class PredictionBatches {
  readonly #run: BatchRun
  readonly #exampleLength: number
  readonly #most: number
  /** Holds `most` examples. */
  readonly #examples: Float32Array
  #waiting: Waiting[] = []

  /**
   * @param run - Has read the examples when it returns its promise; does not throw but rejects.
   * @param exampleLength - Numbers of one example.
   * @param most - Examples that are run together at most.
   */
  constructor(run: BatchRun, exampleLength: number, most: number) {
    this.#run = run
    this.#exampleLength = exampleLength
    this.#most = most
    this.#examples = new Float32Array(most * exampleLength)
  }

  /** @param example - Shape `[exampleLength]`; copied before this returns. @throws what the run throws. */
  add(example: Float32Array): Promise<Float32Array> {
    this.#examples.set(example, this.#waiting.length * this.#exampleLength)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      if (this.#waiting.length === this.#most) this.#flush()
      else if (this.#waiting.length === 1) setImmediate(() => this.#flush())
    })
  }

  #flush(): void {
    const together = this.#waiting
    this.#waiting = []
    const n = together.length
    if (n === 0) return
    this.#run(this.#examples.subarray(0, n * this.#exampleLength), n).then(
      (answers) => {
        const length = answers.length / n
        together.forEach(({ resolve }, i) => {
          resolve(answers.slice(i * length, (i + 1) * length))
        })
      },
      (error: unknown) => {
        for (const { reject } of together) reject(error)
      },
    )
  }
}
