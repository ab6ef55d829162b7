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

/** The sums of the lanes of four vectors. */
function sumOfLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(f32x4.shuffle(a, b, 0, 4, 1, 5), f32x4.shuffle(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(f32x4.shuffle(c, d, 0, 4, 1, 5), f32x4.shuffle(c, d, 2, 6, 3, 7))
  return f32x4.add(f32x4.shuffle(ab, cd, 0, 1, 4, 5), f32x4.shuffle(ab, cd, 2, 3, 6, 7))
}
