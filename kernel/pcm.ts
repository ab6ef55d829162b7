import { MONO, PCM } from './layout'

/**
 * Decoding of interleaved samples in PCM to mono in MONO: integers are scaled to ±1 (u8 is offset by 128) and
 * channels averaged. Results are the exact mean, rounded once.
 *
 * @param count - Samples per channel.
 */
export function decodeU8(count: i32, channels: i32): void {
  const divisor = <f32>(channels << 7)
  let at = PCM
  for (let out = MONO; out < MONO + (count << 2); out += 4) {
    let sum = channels * -128
    for (const end = at + channels; at < end; at++) sum += load<u8>(at)
    // At most 2^15: exact.
    f32.store(out, <f32>sum / divisor)
  }
}

export function decodeS16(count: i32, channels: i32): void {
  if (channels === 1) {
    decodeMonoS16(count)
    return
  }
  const divisor = <f32>(channels << 15)
  const frameBytes = channels << 1
  let at = PCM
  for (let out = MONO; out < MONO + (count << 2); out += 4) {
    let sum = 0
    for (const end = at + frameBytes; at < end; at += 2) sum += load<i16>(at)
    // At most 2^23, by 256 channels: exact.
    f32.store(out, <f32>sum / divisor)
  }
}

/** Eight samples at a time; what is written behind the last is not looked at. */
function decodeMonoS16(count: i32): void {
  const scale = f32x4.splat(1.0 / 32768)
  let out = MONO
  for (let at = PCM; at < PCM + (count << 1); at += 16) {
    const samples = v128.load(at)
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(samples)), scale))
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(samples)), scale), 16)
    out += 32
  }
}

export function decodeS24(count: i32, channels: i32): void {
  const divisor = <f64>channels * 8388608
  const frameBytes = channels * 3
  let at = PCM
  for (let out = MONO; out < MONO + (count << 2); out += 4) {
    let sum: f64 = 0
    // The byte before the sample goes out at the right.
    for (const end = at + frameBytes; at < end; at += 3) sum += <f64>(load<i32>(at - 1) >> 8)
    f32.store(out, <f32>(sum / divisor))
  }
}

/** @returns The largest magnitude; NaN where a mean is not a number. */
export function decodeF32(count: i32, channels: i32): f32 {
  const divisor = <f64>channels
  const frameBytes = channels << 2
  let at = PCM
  let largest: f32 = 0
  for (let out = MONO; out < MONO + (count << 2); out += 4) {
    let sum: f64 = 0
    for (const end = at + frameBytes; at < end; at += 4) sum += <f64>load<f32>(at)
    const mean = <f32>(sum / divisor)
    largest = max(largest, abs(mean))
    f32.store(out, mean)
  }
  return largest
}
