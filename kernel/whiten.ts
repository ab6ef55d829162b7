import { DIRECTIONS, INVERSE_DIAGONAL, LOWER, OBSERVATIONS, PRODUCTS } from './layout'

/** Bytes of one number of eight observations. */
const ROW: i32 = 64

/**
 * Solve L z = x for the eight observations in OBSERVATIONS, in place: forward substitution, in double precision, two
 * observations in a vector. Two chains of sums, because one alone would wait for each addition.
 *
 * @param size - Numbers of an observation.
 */
export function whiten(size: i32): void {
  let row = LOWER
  const zero = f64x2.splat(0)
  for (let i = 0; i < size; i++) {
    const at = OBSERVATIONS + i * ROW
    let a = v128.load(at)
    let b = v128.load(at, 16)
    let c = v128.load(at, 32)
    let d = v128.load(at, 48)
    let e = zero
    let f = zero
    let g = zero
    let h = zero
    let z = OBSERVATIONS
    let weight = row
    for (let k = i; k > 1; k -= 2) {
      const even = v128.load64_splat(weight)
      a = f64x2.sub(a, f64x2.mul(even, v128.load(z)))
      b = f64x2.sub(b, f64x2.mul(even, v128.load(z, 16)))
      c = f64x2.sub(c, f64x2.mul(even, v128.load(z, 32)))
      d = f64x2.sub(d, f64x2.mul(even, v128.load(z, 48)))
      const odd = v128.load64_splat(weight, 8)
      e = f64x2.sub(e, f64x2.mul(odd, v128.load(z, 64)))
      f = f64x2.sub(f, f64x2.mul(odd, v128.load(z, 80)))
      g = f64x2.sub(g, f64x2.mul(odd, v128.load(z, 96)))
      h = f64x2.sub(h, f64x2.mul(odd, v128.load(z, 112)))
      weight += 16
      z += 2 * ROW
    }
    if (i & 1) {
      const last = v128.load64_splat(weight)
      a = f64x2.sub(a, f64x2.mul(last, v128.load(z)))
      b = f64x2.sub(b, f64x2.mul(last, v128.load(z, 16)))
      c = f64x2.sub(c, f64x2.mul(last, v128.load(z, 32)))
      d = f64x2.sub(d, f64x2.mul(last, v128.load(z, 48)))
    }
    const scale = v128.load64_splat(INVERSE_DIAGONAL + (i << 3))
    v128.store(at, f64x2.mul(f64x2.add(a, e), scale))
    v128.store(at, f64x2.mul(f64x2.add(b, f), scale), 16)
    v128.store(at, f64x2.mul(f64x2.add(c, g), scale), 32)
    v128.store(at, f64x2.mul(f64x2.add(d, h), scale), 48)
    row += (i + 1) << 3
  }
}

/**
 * Of each of the eight observations, to PRODUCTS: its square, then its product with each row of DIRECTIONS.
 *
 * @param count - Directions.
 */
export function project(size: i32, count: i32): void {
  let a = f64x2.splat(0)
  let b = f64x2.splat(0)
  let c = f64x2.splat(0)
  let d = f64x2.splat(0)
  for (let z = OBSERVATIONS; z < OBSERVATIONS + size * ROW; z += ROW) {
    a = f64x2.add(a, f64x2.mul(v128.load(z), v128.load(z)))
    b = f64x2.add(b, f64x2.mul(v128.load(z, 16), v128.load(z, 16)))
    c = f64x2.add(c, f64x2.mul(v128.load(z, 32), v128.load(z, 32)))
    d = f64x2.add(d, f64x2.mul(v128.load(z, 48), v128.load(z, 48)))
  }
  storeRow(PRODUCTS, a, b, c, d)
  let weight = DIRECTIONS
  for (let i = 1; i <= count; i++) {
    a = f64x2.splat(0)
    b = f64x2.splat(0)
    c = f64x2.splat(0)
    d = f64x2.splat(0)
    for (let z = OBSERVATIONS; z < OBSERVATIONS + size * ROW; z += ROW) {
      const w = v128.load64_splat(weight)
      a = f64x2.add(a, f64x2.mul(w, v128.load(z)))
      b = f64x2.add(b, f64x2.mul(w, v128.load(z, 16)))
      c = f64x2.add(c, f64x2.mul(w, v128.load(z, 32)))
      d = f64x2.add(d, f64x2.mul(w, v128.load(z, 48)))
      weight += 8
    }
    storeRow(PRODUCTS + i * ROW, a, b, c, d)
  }
}

function storeRow(at: i32, a: v128, b: v128, c: v128, d: v128): void {
  v128.store(at, a)
  v128.store(at, b, 16)
  v128.store(at, c, 32)
  v128.store(at, d, 48)
}
