import { COEFFICIENTS, COLUMNS, COSINES, LANES, MAX_BLOCK_FRAMES, POWER } from './layout'

/**
 * Clip the log-mel columns in COLUMNS from below at `floor` dB and take the first `nMfcc` numbers of their cosine
 * transform, to COEFFICIENTS.
 */
export function cepstra(frameCount: i32, nMels: i32, nMfcc: i32, floor: f32): void {
  const half = (nMels + 1) >> 1
  // The power spectra are not needed now: their place takes sums and differences of mirrored bands.
  const sums = POWER
  const differences = POWER + (half << 4)
  const columnBytes = nMels << 2
  const low = f32x4.splat(floor)
  for (let t = 0; t < frameCount; t += LANES) {
    foldColumns(COLUMNS + t * columnBytes, nMels, half, low, sums, differences)
    for (let c = 0; c < nMfcc; c++) {
      let from = c & 1 ? differences : sums
      let cosine = COSINES + ((c * half) << 2)
      let even = f32x4.splat(0)
      let odd = f32x4.splat(0)
      let m = half
      for (; m > 1; m -= 2) {
        even = f32x4.add(even, f32x4.mul(v128.load(from), v128.load32_splat(cosine)))
        odd = f32x4.add(odd, f32x4.mul(v128.load(from, 16), v128.load32_splat(cosine, 4)))
        from += 32
        cosine += 8
      }
      if (m === 1) even = f32x4.add(even, f32x4.mul(v128.load(from), v128.load32_splat(cosine)))
      v128.store(COEFFICIENTS + ((c * MAX_BLOCK_FRAMES + t) << 2), f32x4.add(even, odd))
    }
  }
}

/** Sums and differences of bands that lie opposite each other; the one in the middle of an odd count is its own sum. */
function foldColumns(column: i32, nMels: i32, half: i32, low: v128, sums: i32, differences: i32): void {
  for (let m = 0; m < half; m++) {
    const mirror = nMels - 1 - m
    const a = f32x4.max(gather(column + (m << 2), nMels << 2), low)
    const b = f32x4.max(gather(column + (mirror << 2), nMels << 2), low)
    const isMiddle = m === mirror
    v128.store(sums + (m << 4), isMiddle ? a : f32x4.add(a, b))
    v128.store(differences + (m << 4), f32x4.sub(a, b))
  }
}

/** The same band of four neighbouring columns. */
function gather(at: i32, columnBytes: i32): v128 {
  let lanes = v128.load32_zero(at)
  lanes = v128.load_lane<f32>(at + columnBytes, lanes, 1)
  lanes = v128.load_lane<f32>(at + columnBytes * 2, lanes, 2)
  return v128.load_lane<f32>(at + columnBytes * 3, lanes, 3)
}
