const SVG = 'http://www.w3.org/2000/svg'
/** Windows that are shown, about a minute. */
const LENGTH = 60
const HEIGHT = 100

/** The anomaly score of the last windows as a line, with the threshold of the alarm. */
export class ScoreTrace {
  readonly picture = document.createElementNS(SVG, 'svg')
  readonly #area = this.#path('area')
  readonly #line = this.#path('line')
  readonly #threshold = this.#path('threshold')
  #scores: number[] = []
  #lastEndMs = 0

  constructor() {
    this.picture.setAttribute('class', 'trace')
    this.picture.setAttribute('viewBox', `0 0 ${LENGTH - 1} ${HEIGHT}`)
    this.picture.setAttribute('preserveAspectRatio', 'none')
    this.picture.setAttribute('role', 'img')
  }

  /** @param endMs - End of the window: each window counts once, however often it is told. */
  add(score: number, endMs: number, raiseAt: number | undefined): void {
    if (endMs === this.#lastEndMs) return
    this.#lastEndMs = endMs
    this.#scores = [...this.#scores, Math.min(1, Math.max(0, score))].slice(-LENGTH)
    const first = LENGTH - this.#scores.length
    const points = this.#scores.map((value, i) => `${first + i},${this.#heightOf(value)}`).join(' L')
    this.#line.setAttribute('d', `M${points}`)
    this.#area.setAttribute('d', `M${first},${HEIGHT} L${points} L${LENGTH - 1},${HEIGHT} Z`)
    this.#threshold.setAttribute('d', raiseAt === undefined ? '' : `M0,${this.#heightOf(raiseAt)} H${LENGTH - 1}`)
    this.picture.setAttribute('aria-label', `Anomaly score of the last ${this.#scores.length} windows`)
  }

  #heightOf(value: number): string {
    return (HEIGHT * (1 - value)).toFixed(1)
  }

  #path(className: string): SVGPathElement {
    const path = document.createElementNS(SVG, 'path')
    path.setAttribute('class', className)
    path.setAttribute('vector-effect', 'non-scaling-stroke')
    this.picture.append(path)
    return path
  }
}
