import { transformFrames } from './fft'
import { BANDS, COLUMNS, LANES, MAXIMA, POSITIONS, POWER, SPECTRUM, SPLIT_TWIDDLES, WEIGHTS } from './layout'

/**
 * Powers of the bands of the first `frameCount` frames in SIGNAL, to COLUMNS, and the largest of each frame to
 * MAXIMA.
 *
 * @param stride - From one frame to the next. @unit samples
 * @param inDecibels - Whether they are given in dB, not clipped, or as they are.
 */
export function bandColumns(frameCount: i32, stride: i32, nFft: i32, nBands: i32, inDecibels: bool): void {
  const step = stride << 2
  const last = (frameCount - 1) * step
  for (let t = 0; t < frameCount; t += LANES) {
    // Where a last group is not full, its spare lanes repeat the last frame.
    const f0 = t * step
    const f1 = min(f0 + step, last)
    const f2 = min(f1 + step, last)
    const f3 = min(f2 + step, last)
    transformFrames(nFft >> 1, f0, f1, f2, f3)
    powerSpectra(nFft >> 1)
    v128.store(MAXIMA + (t << 2), writeBands(nBands, COLUMNS + t * (nBands << 2), inDecibels))
  }
}

/** Part the transforms of even and odd samples into the spectra of real signals, and take their power. */
function powerSpectra(length: i32): void {
  const half = length >> 1
  for (let k = 0; k <= half; k++) {
    const a = SPECTRUM + load<i32>(POSITIONS + (k << 2))
    const b = SPECTRUM + load<i32>(POSITIONS + ((length - k) << 2))
    const aRe = v128.load(a)
    const aIm = v128.load(a, 16)
    const bRe = v128.load(b)
    const bIm = v128.load(b, 16)
    const wRe = v128.load32_splat(SPLIT_TWIDDLES + (k << 3))
    const wIm = v128.load32_splat(SPLIT_TWIDDLES + (k << 3) + 4)
    const evenRe = f32x4.add(aRe, bRe)
    const evenIm = f32x4.sub(aIm, bIm)
    const oddRe = f32x4.add(aIm, bIm)
    const oddIm = f32x4.sub(bRe, aRe)
    const turnedRe = f32x4.sub(f32x4.mul(oddRe, wRe), f32x4.mul(oddIm, wIm))
    const turnedIm = f32x4.add(f32x4.mul(oddRe, wIm), f32x4.mul(oddIm, wRe))
    const lowRe = f32x4.add(evenRe, turnedRe)
    const lowIm = f32x4.add(evenIm, turnedIm)
    const highRe = f32x4.sub(evenRe, turnedRe)
    const highIm = f32x4.sub(evenIm, turnedIm)
    v128.store(POWER + (k << 4), f32x4.add(f32x4.mul(lowRe, lowRe), f32x4.mul(lowIm, lowIm)))
    v128.store(POWER + ((length - k) << 4), f32x4.add(f32x4.mul(highRe, highRe), f32x4.mul(highIm, highIm)))
  }
}

/** Sum each band and write the columns of the four lanes. Returns the largest value of each. */
function writeBands(nBands: i32, out: i32, inDecibels: bool): v128 {
  let highest = f32x4.splat(-Infinity)
  let weight = WEIGHTS
  const columnBytes = nBands << 2
  for (let m = 0; m < nBands; m++) {
    const start = POWER + (load<i32>(BANDS + (m << 3)) << 4)
    const end = POWER + (load<i32>(BANDS + (m << 3) + 4) << 4)
    let sum = f32x4.splat(0)
    for (let bin = start; bin < end; bin += 16) {
      sum = f32x4.add(sum, f32x4.mul(v128.load(bin), v128.load32_splat(weight)))
      weight += 4
    }
    const level = inDecibels ? decibels(sum) : sum
    highest = f32x4.max(highest, level)
    const at = out + (m << 2)
    v128.store_lane<f32>(at, level, 0)
    v128.store_lane<f32>(at + columnBytes, level, 1)
    v128.store_lane<f32>(at + columnBytes * 2, level, 2)
    v128.store_lane<f32>(at + columnBytes * 3, level, 3)
  }
  return highest
}

/**
 * `10 log10(max(1e-10, x))`, within 5e-6 dB; NaN where x is not finite.
 *
 * `x = 2^e m` with `m` in `[√½, √2)`; `ln m = 2 artanh s`, `s = (m - 1) / (m + 1)`, by its series.
 */
function decibels(x: v128): v128 {
  const floored = f32x4.max(x, f32x4.splat(1e-10))
  // √½ in bits, so that the exponent changes there.
  const shifted = i32x4.sub(floored, i32x4.splat(0x3f3504f3))
  const exponent = i32x4.shr_s(shifted, 23)
  const mantissa = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3))
  const s = f32x4.div(f32x4.sub(mantissa, f32x4.splat(1)), f32x4.add(mantissa, f32x4.splat(1)))
  const z = f32x4.mul(s, s)
  // 20 / ln 10 times 1, 1/3, 1/5, 1/7, 1/9
  let series = f32x4.add(f32x4.mul(z, f32x4.splat(0.9650988182)), f32x4.splat(1.2408413377))
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(1.7371778728))
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(2.8952964546))
  series = f32x4.add(f32x4.mul(series, z), f32x4.splat(8.6858896381))
  const whole = f32x4.mul(f32x4.convert_i32x4_s(exponent), f32x4.splat(3.0102999566))
  const level = f32x4.add(whole, f32x4.mul(series, s))
  return f32x4.add(level, f32x4.mul(x, f32x4.splat(0)))
}
