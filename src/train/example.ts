/** One recording as a network meets it. */
export interface Example {
  /** Network input, row-major. */
  readonly input: Float32Array
  /** Index of its label. */
  readonly label: number
}
