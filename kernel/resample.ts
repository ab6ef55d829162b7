import { BANK, INPUT, LANES, OUTPUT } from './layout'

/**
 * Weighted sums of input samples, a row of taps for each output sample: `OUTPUT[i] = Σ BANK[phase_i] · INPUT[at_i …]`.
 * An output's value does not depend on which others are computed with it.
 *
 * @param first - First input sample that the first output needs.
 * @param phase - Row of the first output.
 * @param rowLength - Taps in a row, a multiple of 4.
 * @param wholeStep - Input samples from one output to the next,
 * @param phaseStep - and phases, of which `phases` are one input sample more.
 */
export function resample(
  count: i32,
  first: i32,
  phase: i32,
  rowLength: i32,
  phases: i32,
  wholeStep: i32,
  phaseStep: i32,
): void {
  const rowBytes = rowLength << 2
  if (phases === 1) {
    resampleByOneRow(count, INPUT + (first << 2), rowBytes, wholeStep << 2)
    return
  }
  const bankEnd = BANK + phases * rowBytes
  const rowStep = phaseStep * rowBytes
  const rowsBytes = phases * rowBytes
  const step = wholeStep << 2
  let r0 = BANK + phase * rowBytes
  let x0 = INPUT + (first << 2)
  for (let t = 0; t < count; t += LANES) {
    let r1 = r0 + rowStep
    let x1 = x0 + step
    if (r1 >= bankEnd) {
      r1 -= rowsBytes
      x1 += 4
    }
    let r2 = r1 + rowStep
    let x2 = x1 + step
    if (r2 >= bankEnd) {
      r2 -= rowsBytes
      x2 += 4
    }
    let r3 = r2 + rowStep
    let x3 = x2 + step
    if (r3 >= bankEnd) {
      r3 -= rowsBytes
      x3 += 4
    }
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    let sum2 = f32x4.splat(0)
    let sum3 = f32x4.splat(0)
    for (let i = 0; i < rowBytes; i += 16) {
      sum0 = f32x4.add(sum0, f32x4.mul(v128.load(r0 + i), v128.load(x0 + i)))
      sum1 = f32x4.add(sum1, f32x4.mul(v128.load(r1 + i), v128.load(x1 + i)))
      sum2 = f32x4.add(sum2, f32x4.mul(v128.load(r2 + i), v128.load(x2 + i)))
      sum3 = f32x4.add(sum3, f32x4.mul(v128.load(r3 + i), v128.load(x3 + i)))
    }
    v128.store(OUTPUT + (t << 2), sumOfLanes(sum0, sum1, sum2, sum3))
    r0 = r3 + rowStep
    x0 = x3 + step
    if (r0 >= bankEnd) {
      r0 -= rowsBytes
      x0 += 4
    }
  }
}

/** Where all outputs have the same row, it is loaded once for eight of them. Each is summed in the same order as above. */
function resampleByOneRow(count: i32, start: i32, rowBytes: i32, step: i32): void {
  const end = OUTPUT + (count << 2)
  let x = start
  for (let out = OUTPUT; out < end; out += 32) {
    let sum0 = f32x4.splat(0)
    let sum1 = f32x4.splat(0)
    let sum2 = f32x4.splat(0)
    let sum3 = f32x4.splat(0)
    let sum4 = f32x4.splat(0)
    let sum5 = f32x4.splat(0)
    let sum6 = f32x4.splat(0)
    let sum7 = f32x4.splat(0)
    for (let i = 0; i < rowBytes; i += 16) {
      const taps = v128.load(BANK + i)
      const low = x + i
      const high = low + step * 4
      sum0 = f32x4.add(sum0, f32x4.mul(taps, v128.load(low)))
      sum1 = f32x4.add(sum1, f32x4.mul(taps, v128.load(low + step)))
      sum2 = f32x4.add(sum2, f32x4.mul(taps, v128.load(low + step * 2)))
      sum3 = f32x4.add(sum3, f32x4.mul(taps, v128.load(low + step * 3)))
      sum4 = f32x4.add(sum4, f32x4.mul(taps, v128.load(high)))
      sum5 = f32x4.add(sum5, f32x4.mul(taps, v128.load(high + step)))
      sum6 = f32x4.add(sum6, f32x4.mul(taps, v128.load(high + step * 2)))
      sum7 = f32x4.add(sum7, f32x4.mul(taps, v128.load(high + step * 3)))
    }
    v128.store(out, sumOfLanes(sum0, sum1, sum2, sum3))
    v128.store(out, sumOfLanes(sum4, sum5, sum6, sum7), 16)
    x += step << 3
  }
}

/** The sums of the lanes of four vectors. */
function sumOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(f32x4.shuffle(a, b, 0, 4, 1, 5), f32x4.shuffle(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(f32x4.shuffle(c, d, 0, 4, 1, 5), f32x4.shuffle(c, d, 2, 6, 3, 7))
  return f32x4.add(f32x4.shuffle(ab, cd, 0, 1, 4, 5), f32x4.shuffle(ab, cd, 2, 3, 6, 7))
}
