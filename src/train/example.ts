/** One recording as a network meets it. */
export interface Example {
  /** Network input, row-major. */
  readonly input: Float32Array
  /** Index of its label; one more than the last label's for what is none of them. */
  readonly label: number
}
