/** Windows that are kept, about a minute. */
const LENGTH = 60

/** The anomaly scores of a source's last windows, as far as this page has seen them. */
export class RecentScores {
  #scores: readonly number[] = []
  #lastEndMs = 0

  /** @param endMs - End of the window: each window counts once, however often it is told. */
  add(score: number, endMs: number): void {
    if (endMs === this.#lastEndMs) return
    this.#lastEndMs = endMs
    this.#scores = [...this.#scores, score].slice(-LENGTH)
  }

  /**
   * A line for an SVG path, the newest score at the right edge, a score of 0 at the bottom and 1 at the top.
   *
   * @returns Empty before the second score.
   */
  path(width: number, height: number): string {
    if (this.#scores.length < 2) return ''
    const first = LENGTH - this.#scores.length
    const points = this.#scores.map((score, i) => {
      const x = ((first + i) / (LENGTH - 1)) * width
      const y = height * (1 - Math.min(1, Math.max(0, score)))
      return `${x.toFixed(1)},${y.toFixed(1)}`
    })
    return `M${points.join('L')}`
  }
}
