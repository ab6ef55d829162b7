import { transformFrames } from './fft'
import { LINE_POWERS, LINE_SAMPLES, LINE_TAPER, LINE_TURNS, PARTIAL_LINES, POSITIONS, SIGNAL, SPECTRUM } from './layout'

/** Numbers that a frame is parted into: every eighth sample. */
const PARTS: i32 = 8
/** Bytes of a bin's turns. */
const TURNS: i32 = 48

/**
 * Powers of the lowest bins of one long frame in LINE_SAMPLES, to LINE_POWERS. WINDOW is 1/2 throughout: what tapers is
 * LINE_TAPER.
 *
 * The frame is transformed in eight parts: every eighth sample from the first on, from the second on, … The bins of a whole are sums of the same bins of its parts, each turned by as far as the part is behind.
 *
 * @param length - Complex numbers that a part of real samples is transformed as.
 * @param first - First bin.
 * @param count - Bins; none is above `length`.
 */
export function linePowers(length: i32, first: i32, count: i32): void {
  const part = length << 3
  partFrame(part)
  for (let group = 0; group < PARTS; group += 4) {
    const f0 = group * part
    transformFrames(length, f0, f0 + part, f0 + part * 2, f0 + part * 3)
    for (let i = 0; i < count; i++) turnBin(length, first + i, i, group === 0)
  }
}

/** Taper, and put the parts one after the other to SIGNAL: four samples of each at a time. */
function partFrame(partBytes: i32): void {
  let at = LINE_SAMPLES
  let taper = LINE_TAPER
  for (let out = SIGNAL; out < SIGNAL + partBytes; out += 16) {
    storeParts(
      out,
      partBytes,
      tapered(at, taper, 0),
      tapered(at, taper, 32),
      tapered(at, taper, 64),
      tapered(at, taper, 96),
    )
    storeParts(
      out + (partBytes << 2),
      partBytes,
      tapered(at, taper, 16),
      tapered(at, taper, 48),
      tapered(at, taper, 80),
      tapered(at, taper, 112),
    )
    at += 128
    taper += 128
  }
}

function tapered(at: i32, taper: i32, offset: i32): v128 {
  return f32x4.mul(v128.load(at + offset), v128.load(taper + offset))
}

/** Four samples of four parts each, turned about. */
function storeParts(out: i32, partBytes: i32, a: v128, b: v128, c: v128, d: v128): void {
  const abLow = f32x4.shuffle(a, b, 0, 4, 1, 5)
  const abHigh = f32x4.shuffle(a, b, 2, 6, 3, 7)
  const cdLow = f32x4.shuffle(c, d, 0, 4, 1, 5)
  const cdHigh = f32x4.shuffle(c, d, 2, 6, 3, 7)
  v128.store(out, f32x4.shuffle(abLow, cdLow, 0, 1, 4, 5))
  v128.store(out + partBytes, f32x4.shuffle(abLow, cdLow, 2, 3, 6, 7))
  v128.store(out + partBytes * 2, f32x4.shuffle(abHigh, cdHigh, 0, 1, 4, 5))
  v128.store(out + partBytes * 3, f32x4.shuffle(abHigh, cdHigh, 2, 3, 6, 7))
}

/** Part even and odd samples' transforms of four parts into bin `k` of each, turn it, and store or add it up. */
function turnBin(length: i32, k: i32, i: i32, isFirst: bool): void {
  const a = SPECTRUM + load<i32>(POSITIONS + (k << 2))
  const b = SPECTRUM + load<i32>(POSITIONS + ((length - k) << 2))
  const turns = LINE_TURNS + i * TURNS
  const aRe = v128.load(a)
  const aIm = v128.load(a, 16)
  const bRe = v128.load(b)
  const bIm = v128.load(b, 16)
  const oddRe = f32x4.add(aIm, bIm)
  const oddIm = f32x4.sub(bRe, aRe)
  const splitRe = v128.load32_splat(turns)
  const splitIm = v128.load32_splat(turns, 4)
  const re = f32x4.add(f32x4.add(aRe, bRe), f32x4.sub(f32x4.mul(oddRe, splitRe), f32x4.mul(oddIm, splitIm)))
  const im = f32x4.add(f32x4.sub(aIm, bIm), f32x4.add(f32x4.mul(oddRe, splitIm), f32x4.mul(oddIm, splitRe)))
  const laneRe = v128.load(turns, 16)
  const laneIm = v128.load(turns, 32)
  const turnedRe = f32x4.sub(f32x4.mul(re, laneRe), f32x4.mul(im, laneIm))
  const turnedIm = f32x4.add(f32x4.mul(re, laneIm), f32x4.mul(im, laneRe))
  const partial = PARTIAL_LINES + (i << 5)
  if (isFirst) {
    v128.store(partial, turnedRe)
    v128.store(partial, turnedIm, 16)
    return
  }
  const groupRe = v128.load32_splat(turns, 8)
  const groupIm = v128.load32_splat(turns, 12)
  const sumRe = sumOfLanes(
    f32x4.add(v128.load(partial), f32x4.sub(f32x4.mul(turnedRe, groupRe), f32x4.mul(turnedIm, groupIm))),
  )
  const sumIm = sumOfLanes(
    f32x4.add(v128.load(partial, 16), f32x4.add(f32x4.mul(turnedRe, groupIm), f32x4.mul(turnedIm, groupRe))),
  )
  f64.store(LINE_POWERS + (i << 3), <f64>sumRe * <f64>sumRe + <f64>sumIm * <f64>sumIm)
}

function sumOfLanes(x: v128): f32 {
  const low = f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)
  return low + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
}
