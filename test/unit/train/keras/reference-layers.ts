/** Layers as their documentation defines them, in plain loops: what an imported network has to equal. */

/** Row-major `[rows, columns]`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly values: Float32Array
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** `x · W`, W row-major `[x.length, n]`. */
export function times(x: readonly number[], weights: Float32Array, n: number): number[] {
  return Array.from({ length: n }, (_, j) =>
    x.reduce((sum, value, i) => sum + value * (weights[i * n + j] ?? Number.NaN), 0),
  )
}

export function add(...vectors: readonly ArrayLike<number>[]): number[] {
  return Array.from({ length: vectors[0]?.length ?? 0 }, (_, i) =>
    vectors.reduce((sum, vector) => sum + (vector[i] ?? Number.NaN), 0),
  )
}

export function rowsOf({ rows, columns, values }: Matrix): number[][] {
  return Array.from({ length: rows }, (_, t) => [...values.subarray(t * columns, (t + 1) * columns)])
}

export interface RecurrentWeights {
  readonly units: number
  readonly kernel: Float32Array
  readonly recurrent: Float32Array
  readonly bias: Float32Array
}

/** Last output of a long short-term memory; gates in the order input, forget, cell, output. */
export function lstm(
  x: readonly (readonly number[])[],
  { units, kernel, recurrent, bias }: RecurrentWeights,
): number[] {
  let h: number[] = Array(units).fill(0)
  let c: number[] = Array(units).fill(0)
  for (const row of x) {
    const z = add(times(row, kernel, 4 * units), times(h, recurrent, 4 * units), bias)
    const gate = (k: number, i: number): number => z[k * units + i] ?? Number.NaN
    c = c.map((value, i) => sigmoid(gate(1, i)) * value + sigmoid(gate(0, i)) * Math.tanh(gate(2, i)))
    h = c.map((value, i) => sigmoid(gate(3, i)) * Math.tanh(value))
  }
  return h
}

/** Last output of a gated recurrent unit with `reset_after=False`; gates in the order update, reset, candidate. */
export function gru(x: readonly (readonly number[])[], { units, kernel, recurrent, bias }: RecurrentWeights): number[] {
  let h: number[] = Array(units).fill(0)
  for (const row of x) {
    const input = add(times(row, kernel, 3 * units), bias)
    const state = times(h, recurrent, 3 * units)
    const at = (vector: readonly number[], k: number, i: number): number => vector[k * units + i] ?? Number.NaN
    const update = h.map((_, i) => sigmoid(at(input, 0, i) + at(state, 0, i)))
    const reset = h.map((value, i) => value * sigmoid(at(input, 1, i) + at(state, 1, i)))
    const remembered = times(reset, recurrent, 3 * units)
    h = h.map((value, i) => {
      const z = update[i] ?? Number.NaN
      return z * value + (1 - z) * Math.tanh(at(input, 2, i) + at(remembered, 2, i))
    })
  }
  return h
}

/** Valid convolution over time: kernel `[size, channels, filters]`. */
export function conv1d(
  x: readonly (readonly number[])[],
  kernel: Float32Array,
  bias: Float32Array,
  size: number,
): number[][] {
  const filters = bias.length
  return Array.from({ length: x.length - size + 1 }, (_, t) =>
    add(times(x.slice(t, t + size).flat(), kernel, filters), bias),
  )
}
