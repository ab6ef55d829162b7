import { anomalyScore } from './anomaly-scale.ts'

/** Fewer windows say nothing of a drift. */
const LEAST_WINDOWS = 20
/** A machine whose usual window lies half-way to the threshold is no longer the one that was learnt. */
const DRIFTING_FROM = anomalyScore(0.5)

export interface DriftState {
  /** Median score of the windows that are remembered. */
  readonly medianScore: number
  /** Whether it has moved half of the way from normal to the threshold. */
  readonly isDrifting: boolean
}

/**
 * Watches whether a machine as a whole moves away from what was learnt, although no window of it may be
 * anomalous: with the season, with wear, with a microphone that was pushed aside. One for each source; learning
 * again is left to people.
 */
export class DriftWatch {
  readonly #scores: number[] = []
  readonly #size: number
  #state: DriftState | null | undefined

  /** @param size - Windows that are remembered; by default some ten minutes of a live source. */
  constructor(size = 600) {
    this.#size = size
  }

  /** Hear of a window's score, by a normal-only detector. */
  add(score: number): void {
    this.#scores.push(score)
    if (this.#scores.length > this.#size) this.#scores.shift()
    this.#state = undefined
  }

  /** Null until 20 windows are known. */
  get state(): DriftState | null {
    this.#state ??= this.#look()
    return this.#state
  }

  #look(): DriftState | null {
    if (this.#scores.length < LEAST_WINDOWS) return null
    const sorted = this.#scores.toSorted((a, b) => a - b)
    const medianScore = sorted[Math.floor(sorted.length / 2)] as number
    return { medianScore, isDrifting: medianScore >= DRIFTING_FROM }
  }
}
