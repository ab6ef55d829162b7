/**
 * Seeded random numbers: the same seed and name give the same stream on every machine.
 *
 * xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32 from a hash of
 * seed and name. Named streams are independent, so that a draw added to one part
 * of a sound leaves every other part as it was.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #d: number
  #spareNormal = Number.NaN

  /**
   * @param seed - Any integer.
   * @param name - Which of the seed's streams: what the numbers are for.
   */
  constructor(seed: number, name = '') {
    let state = hash(`${seed}/${name}`)
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0
      let z = state ^ (state >>> 16)
      z = Math.imul(z, 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      return z ^ (z >>> 15)
    }
    this.#a = next()
    this.#b = next()
    this.#c = next()
    this.#d = next() | 1
  }

  /** 32 random bits. @returns An integer in 0 .. 2^32 - 1. */
  bits(): number {
    const product = Math.imul(this.#b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const shifted = this.#b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= shifted
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** U(low, high), 32 bits fine. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.bits() / 4_294_967_296)
  }

  /** Uniform on a logarithmic scale, as frequencies are heard. */
  logUniform(low: number, high: number): number {
    return low * (high / low) ** this.uniform()
  }

  /** An integer in `low .. high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low + 1))
  }

  /** N(mean, deviation), by Marsaglia's polar method. */
  normal(mean = 0, deviation = 1): number {
    const spare = this.#spareNormal
    if (!Number.isNaN(spare)) {
      this.#spareNormal = Number.NaN
      return mean + deviation * spare
    }
    let x: number
    let y: number
    let square: number
    do {
      x = this.uniform(-1, 1)
      y = this.uniform(-1, 1)
      square = x * x + y * y
    } while (square >= 1 || square === 0)
    const scale = Math.sqrt((-2 * Math.log(square)) / square)
    this.#spareNormal = y * scale
    return mean + deviation * x * scale
  }

  chance(probability: number): boolean {
    return this.uniform() < probability
  }

  /** Put `items` into random order, in place (Fisher and Yates). */
  shuffle<T>(items: T[]): T[] {
    for (let i = items.length - 1; i > 0; i -= 1) {
      const j = this.integer(0, i)
      const item = items[i] as T
      items[i] = items[j] as T
      items[j] = item
    }
    return items
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i += 1) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state
}
