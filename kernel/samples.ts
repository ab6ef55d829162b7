import { LEVEL_SUMS, SAMPLES, SAMPLES_S16 } from './layout'

/** Vectors are read whole: what is behind the last sample has to be 0. */

/** @returns The largest magnitude of the first `count` of SAMPLES; NaN where one is not a number. */
export function largest(count: i32): f32 {
  let low = f32x4.splat(0)
  let high = f32x4.splat(0)
  for (let at = SAMPLES; at < SAMPLES + (count << 2); at += 32) {
    low = f32x4.max(low, f32x4.abs(v128.load(at)))
    high = f32x4.max(high, f32x4.abs(v128.load(at, 16)))
  }
  const four = f32x4.max(low, high)
  const two = f32x4.max(four, f32x4.shuffle(four, four, 2, 3, 0, 1))
  return max(f32x4.extract_lane(two, 0), f32x4.extract_lane(two, 1))
}

/** Add the squares of the first `count` of SAMPLES, those of even and those of odd places, to LEVEL_SUMS. */
export function addSquares(count: i32): void {
  let sums = v128.load(LEVEL_SUMS)
  for (let at = SAMPLES; at < SAMPLES + (count << 2); at += 8) {
    const pair = f64x2.promote_low_f32x4(v128.load64_zero(at))
    sums = f64x2.add(sums, f64x2.mul(pair, pair))
  }
  v128.store(LEVEL_SUMS, sums)
}

/**
 * Round the first `count` of SAMPLES to 16 bits, halves upwards, clipped to full scale, in SAMPLES_S16.
 *
 * @returns Whether they are the same in 16 bits.
 */
export function encodeS16(count: i32): bool {
  let differs = i32x4.splat(0)
  let out = SAMPLES_S16
  for (let at = SAMPLES; at < SAMPLES + (count << 2); at += 32) {
    const low = f32x4.mul(v128.load(at), f32x4.splat(32768))
    const high = f32x4.mul(v128.load(at, 16), f32x4.splat(32768))
    const rounded = i16x8.narrow_i32x4_s(nearest(low), nearest(high))
    v128.store(out, rounded)
    differs = v128.or(differs, f32x4.ne(low, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(rounded))))
    differs = v128.or(differs, f32x4.ne(high, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(rounded))))
    out += 16
  }
  return !v128.any_true(differs)
}

/** Halves upwards. Adding one half would round before it is cut off. */
function nearest(x: v128): v128 {
  const below = f32x4.floor(x)
  const isUpper = f32x4.ge(f32x4.sub(x, below), f32x4.splat(0.5))
  return i32x4.trunc_sat_f32x4_s(f32x4.add(below, v128.and(isUpper, f32x4.splat(1))))
}
