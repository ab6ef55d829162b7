import { COEFFICIENTS, COLUMNS, COSINES, LANES, MAX_BLOCK_FRAMES, MAX_N_MELS, POWER } from './layout'

// The power spectra are not needed any more: their place takes a group of columns, one in each lane, …
const LEVELS: i32 = POWER
/** … and sums and differences of bands that lie opposite each other. */
const SUMS: i32 = LEVELS + MAX_N_MELS * 16
const DIFFERENCES: i32 = SUMS + MAX_N_MELS * 8

/**
 * Clip the log-mel columns in COLUMNS from below at `floor` dB and take the first `nMfcc` numbers of their cosine
 * transform, to COEFFICIENTS.
 *
 * The mean of each column goes around the sums in single precision: it appears in the first coefficient only.
 */
export function cepstra(frameCount: i32, nMels: i32, nMfcc: i32, floor: f32): void {
  const half = (nMels + 1) >> 1
  for (let t = 0; t < frameCount; t += LANES) {
    const mean = readColumns(COLUMNS + t * (nMels << 2), nMels, f32x4.splat(floor))
    fold(nMels, half, mean)
    const out = COEFFICIENTS + (t << 2)
    v128.store(out, addMean(weighted(SUMS, COSINES, half), mean, nMels))
    for (let c = 1; c < nMfcc; c++) {
      const from = c & 1 ? DIFFERENCES : SUMS
      v128.store(out + ((c * MAX_BLOCK_FRAMES) << 2), weighted(from, COSINES + ((c * half) << 2), half))
    }
  }
}

/** Clip four columns and turn them into lanes. @returns Their means, more or less. */
function readColumns(column: i32, nMels: i32, floor: v128): v128 {
  const columnBytes = nMels << 2
  let sum = f32x4.splat(0)
  for (let m = 0; m < nMels; m++) {
    const at = column + (m << 2)
    let lanes = v128.load32_zero(at)
    lanes = v128.load_lane<f32>(at + columnBytes, lanes, 1)
    lanes = v128.load_lane<f32>(at + columnBytes * 2, lanes, 2)
    lanes = v128.load_lane<f32>(at + columnBytes * 3, lanes, 3)
    lanes = f32x4.max(lanes, floor)
    sum = f32x4.add(sum, lanes)
    v128.store(LEVELS + (m << 4), lanes)
  }
  return f32x4.div(sum, f32x4.splat(<f32>nMels))
}

/** Cosines are even or odd about the middle, so mirrored bands share theirs; one in the middle is its own sum. */
function fold(nMels: i32, half: i32, mean: v128): void {
  for (let m = 0; m < half; m++) {
    const a = f32x4.sub(v128.load(LEVELS + (m << 4)), mean)
    const b = f32x4.sub(v128.load(LEVELS + ((nMels - 1 - m) << 4)), mean)
    v128.store(SUMS + (m << 4), m === nMels - 1 - m ? a : f32x4.add(a, b))
    v128.store(DIFFERENCES + (m << 4), f32x4.sub(a, b))
  }
}

/** Sum of `count` vectors, each times its weight. */
function weighted(vectors: i32, weights: i32, count: i32): v128 {
  let even = f32x4.splat(0)
  let odd = f32x4.splat(0)
  let vector = vectors
  let weight = weights
  for (let m = count; m > 1; m -= 2) {
    even = f32x4.add(even, f32x4.mul(v128.load(vector), v128.load32_splat(weight)))
    odd = f32x4.add(odd, f32x4.mul(v128.load(vector, 16), v128.load32_splat(weight, 4)))
    vector += 32
    weight += 8
  }
  if (count & 1) even = f32x4.add(even, f32x4.mul(v128.load(vector), v128.load32_splat(weight)))
  return f32x4.add(even, odd)
}

/** The first coefficient of a constant is the constant times √nMels. In double precision, rounded once. */
function addMean(coefficient: v128, mean: v128, nMels: i32): v128 {
  const root = f64x2.splat(sqrt<f64>(<f64>nMels))
  const low = f64x2.add(f64x2.promote_low_f32x4(coefficient), f64x2.mul(f64x2.promote_low_f32x4(mean), root))
  const coefficientHigh = f64x2.shuffle(coefficient, coefficient, 1, 0)
  const meanHigh = f64x2.shuffle(mean, mean, 1, 0)
  const high = f64x2.add(f64x2.promote_low_f32x4(coefficientHigh), f64x2.mul(f64x2.promote_low_f32x4(meanHigh), root))
  return f64x2.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2)
}
