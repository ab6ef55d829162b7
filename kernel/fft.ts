import { SIGNAL, SPECTRUM, TWIDDLES, WINDOW } from './layout'

/** A complex number of four lanes: re, then im. */
const COMPLEX: i32 = 32

/**
 * Discrete Fourier transform of four complex signals at once, one in each lane, in place: decimation in
 * frequency, radix 4, with a last stage of radix 2 where the length is not a power of 4. Frequencies end up
 * in digit-reversed order.
 *
 * The first stage reads four frames of real samples, applies the window and takes even and odd samples as real
 * and imaginary parts.
 *
 * @param length - Complex numbers in a signal: a power of two, at least 32.
 * @param f0 - Byte offset in SIGNAL at which the frame of lane 0 begins; `f1`, `f2`, `f3` likewise.
 */
export function transformFrames(length: i32, f0: i32, f1: i32, f2: i32, f3: i32): void {
  firstStage(length, SIGNAL + f0, SIGNAL + f1, SIGNAL + f2, SIGNAL + f3)
  let twiddles = TWIDDLES + length * 6
  let block = length >> 2
  while (block > 4) {
    middleStage(length, block, twiddles)
    twiddles += block * 6
    block >>= 2
  }
  if (block === 4) lastStage4(length)
  else lastStage2(length)
}

/** Window, transpose to lanes, and the longest butterflies: two neighbours at a time. */
function firstStage(length: i32, f0: i32, f1: i32, f2: i32, f3: i32): void {
  const quarter = length << 1 // bytes of samples in a quarter of a frame
  const stride = quarter << 2 // bytes of spectrum in a quarter
  let out = SPECTRUM
  let twiddles = TWIDDLES
  for (let at = 0; at < quarter; at += 16) {
    let w = v128.load(WINDOW + at)
    let p = f32x4.mul(v128.load(f0 + at), w)
    let q = f32x4.mul(v128.load(f1 + at), w)
    let r = f32x4.mul(v128.load(f2 + at), w)
    let s = f32x4.mul(v128.load(f3 + at), w)
    let pqLow = f32x4.shuffle(p, q, 0, 4, 1, 5)
    let pqHigh = f32x4.shuffle(p, q, 2, 6, 3, 7)
    let rsLow = f32x4.shuffle(r, s, 0, 4, 1, 5)
    let rsHigh = f32x4.shuffle(r, s, 2, 6, 3, 7)
    const aRe = f32x4.shuffle(pqLow, rsLow, 0, 1, 4, 5)
    const aIm = f32x4.shuffle(pqLow, rsLow, 2, 3, 6, 7)
    const eRe = f32x4.shuffle(pqHigh, rsHigh, 0, 1, 4, 5)
    const eIm = f32x4.shuffle(pqHigh, rsHigh, 2, 3, 6, 7)

    let n = at + quarter
    w = v128.load(WINDOW + n)
    p = f32x4.mul(v128.load(f0 + n), w)
    q = f32x4.mul(v128.load(f1 + n), w)
    r = f32x4.mul(v128.load(f2 + n), w)
    s = f32x4.mul(v128.load(f3 + n), w)
    pqLow = f32x4.shuffle(p, q, 0, 4, 1, 5)
    pqHigh = f32x4.shuffle(p, q, 2, 6, 3, 7)
    rsLow = f32x4.shuffle(r, s, 0, 4, 1, 5)
    rsHigh = f32x4.shuffle(r, s, 2, 6, 3, 7)
    const bRe = f32x4.shuffle(pqLow, rsLow, 0, 1, 4, 5)
    const bIm = f32x4.shuffle(pqLow, rsLow, 2, 3, 6, 7)
    const fRe = f32x4.shuffle(pqHigh, rsHigh, 0, 1, 4, 5)
    const fIm = f32x4.shuffle(pqHigh, rsHigh, 2, 3, 6, 7)

    n += quarter
    w = v128.load(WINDOW + n)
    p = f32x4.mul(v128.load(f0 + n), w)
    q = f32x4.mul(v128.load(f1 + n), w)
    r = f32x4.mul(v128.load(f2 + n), w)
    s = f32x4.mul(v128.load(f3 + n), w)
    pqLow = f32x4.shuffle(p, q, 0, 4, 1, 5)
    pqHigh = f32x4.shuffle(p, q, 2, 6, 3, 7)
    rsLow = f32x4.shuffle(r, s, 0, 4, 1, 5)
    rsHigh = f32x4.shuffle(r, s, 2, 6, 3, 7)
    const cRe = f32x4.shuffle(pqLow, rsLow, 0, 1, 4, 5)
    const cIm = f32x4.shuffle(pqLow, rsLow, 2, 3, 6, 7)
    const gRe = f32x4.shuffle(pqHigh, rsHigh, 0, 1, 4, 5)
    const gIm = f32x4.shuffle(pqHigh, rsHigh, 2, 3, 6, 7)

    n += quarter
    w = v128.load(WINDOW + n)
    p = f32x4.mul(v128.load(f0 + n), w)
    q = f32x4.mul(v128.load(f1 + n), w)
    r = f32x4.mul(v128.load(f2 + n), w)
    s = f32x4.mul(v128.load(f3 + n), w)
    pqLow = f32x4.shuffle(p, q, 0, 4, 1, 5)
    pqHigh = f32x4.shuffle(p, q, 2, 6, 3, 7)
    rsLow = f32x4.shuffle(r, s, 0, 4, 1, 5)
    rsHigh = f32x4.shuffle(r, s, 2, 6, 3, 7)
    const dRe = f32x4.shuffle(pqLow, rsLow, 0, 1, 4, 5)
    const dIm = f32x4.shuffle(pqLow, rsLow, 2, 3, 6, 7)
    const hRe = f32x4.shuffle(pqHigh, rsHigh, 0, 1, 4, 5)
    const hIm = f32x4.shuffle(pqHigh, rsHigh, 2, 3, 6, 7)

    butterfly(out, stride, twiddles, aRe, aIm, bRe, bIm, cRe, cIm, dRe, dIm)
    butterfly(out + COMPLEX, stride, twiddles + 24, eRe, eIm, fRe, fIm, gRe, gIm, hRe, hIm)
    out += 2 * COMPLEX
    twiddles += 48
  }
}

/** One radix-4 butterfly: four numbers in, four out at `out`, `stride` bytes apart, with their twiddles. */
function butterfly(
  out: i32,
  stride: i32,
  twiddles: i32,
  aRe: v128,
  aIm: v128,
  bRe: v128,
  bIm: v128,
  cRe: v128,
  cIm: v128,
  dRe: v128,
  dIm: v128,
): void {
  const acSumRe = f32x4.add(aRe, cRe)
  const acSumIm = f32x4.add(aIm, cIm)
  const acDiffRe = f32x4.sub(aRe, cRe)
  const acDiffIm = f32x4.sub(aIm, cIm)
  const bdSumRe = f32x4.add(bRe, dRe)
  const bdSumIm = f32x4.add(bIm, dIm)
  const bdDiffRe = f32x4.sub(bRe, dRe)
  const bdDiffIm = f32x4.sub(bIm, dIm)
  v128.store(out, f32x4.add(acSumRe, bdSumRe))
  v128.store(out + 16, f32x4.add(acSumIm, bdSumIm))
  storeProduct(out + stride, f32x4.add(acDiffRe, bdDiffIm), f32x4.sub(acDiffIm, bdDiffRe), twiddles)
  storeProduct(out + (stride << 1), f32x4.sub(acSumRe, bdSumRe), f32x4.sub(acSumIm, bdSumIm), twiddles + 8)
  storeProduct(out + stride * 3, f32x4.sub(acDiffRe, bdDiffIm), f32x4.add(acDiffIm, bdDiffRe), twiddles + 16)
}

/** Store a complex product with the twiddle at `twiddle`, which is the same for the four lanes. */
function storeProduct(out: i32, re: v128, im: v128, twiddle: i32): void {
  const wRe = v128.load32_splat(twiddle)
  const wIm = v128.load32_splat(twiddle + 4)
  v128.store(out, f32x4.sub(f32x4.mul(re, wRe), f32x4.mul(im, wIm)))
  v128.store(out + 16, f32x4.add(f32x4.mul(re, wIm), f32x4.mul(im, wRe)))
}

/** Every block of `block` numbers. */
function middleStage(length: i32, block: i32, twiddles: i32): void {
  const stride = block << 3
  const end = SPECTRUM + (length << 5)
  for (let start = SPECTRUM; start < end; start += block << 5) {
    let twiddle = twiddles
    for (let at = start; at < start + stride; at += COMPLEX) {
      butterfly(
        at,
        stride,
        twiddle,
        v128.load(at),
        v128.load(at + 16),
        v128.load(at + stride),
        v128.load(at + stride + 16),
        v128.load(at + (stride << 1)),
        v128.load(at + (stride << 1) + 16),
        v128.load(at + stride * 3),
        v128.load(at + stride * 3 + 16),
      )
      twiddle += 24
    }
  }
}

/** Blocks of 4: all twiddles are 1. */
function lastStage4(length: i32): void {
  const end = SPECTRUM + (length << 5)
  for (let at = SPECTRUM; at < end; at += 4 * COMPLEX) {
    const aRe = v128.load(at)
    const aIm = v128.load(at, 16)
    const bRe = v128.load(at, 32)
    const bIm = v128.load(at, 48)
    const cRe = v128.load(at, 64)
    const cIm = v128.load(at, 80)
    const dRe = v128.load(at, 96)
    const dIm = v128.load(at, 112)
    const acSumRe = f32x4.add(aRe, cRe)
    const acSumIm = f32x4.add(aIm, cIm)
    const acDiffRe = f32x4.sub(aRe, cRe)
    const acDiffIm = f32x4.sub(aIm, cIm)
    const bdSumRe = f32x4.add(bRe, dRe)
    const bdSumIm = f32x4.add(bIm, dIm)
    const bdDiffRe = f32x4.sub(bRe, dRe)
    const bdDiffIm = f32x4.sub(bIm, dIm)
    v128.store(at, f32x4.add(acSumRe, bdSumRe))
    v128.store(at, f32x4.add(acSumIm, bdSumIm), 16)
    v128.store(at, f32x4.add(acDiffRe, bdDiffIm), 32)
    v128.store(at, f32x4.sub(acDiffIm, bdDiffRe), 48)
    v128.store(at, f32x4.sub(acSumRe, bdSumRe), 64)
    v128.store(at, f32x4.sub(acSumIm, bdSumIm), 80)
    v128.store(at, f32x4.sub(acDiffRe, bdDiffIm), 96)
    v128.store(at, f32x4.add(acDiffIm, bdDiffRe), 112)
  }
}

/** Blocks of 2. */
function lastStage2(length: i32): void {
  const end = SPECTRUM + (length << 5)
  for (let at = SPECTRUM; at < end; at += 2 * COMPLEX) {
    const aRe = v128.load(at)
    const aIm = v128.load(at, 16)
    const bRe = v128.load(at, 32)
    const bIm = v128.load(at, 48)
    v128.store(at, f32x4.add(aRe, bRe))
    v128.store(at, f32x4.add(aIm, bIm), 16)
    v128.store(at, f32x4.sub(aRe, bRe), 32)
    v128.store(at, f32x4.sub(aIm, bIm), 48)
  }
}
