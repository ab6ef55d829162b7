import { sampleKernel } from '../../dsp/kernel/sample-kernel.ts'

/** A piece of a source's sound that was taken for its windows, as it came: at its own rate. */
export interface SoundPiece {
  readonly source: string
  /** Mono, shape `[n]`, 16 bits. Belongs to all who hear it: not to be changed. */
  readonly y: Int16Array
  readonly sampleRateHz: number
  /** When its first sample was recorded. @unit Unix epoch ms */
  readonly startMs: number
  /** Whether it follows directly on the piece before. */
  readonly isContinued: boolean
}

/** The same before it was rounded, and its samples will be another's. */
export interface SoundAsTaken extends Omit<SoundPiece, 'y'> {
  /** Mono, shape `[n]`, full scale ±1. To be copied at once. */
  readonly y: Float32Array
}

/** @unit ms */
export function durationMs({ y, sampleRateHz }: Pick<SoundPiece, 'y' | 'sampleRateHz'>): number {
  return (1_000 * y.length) / sampleRateHz
}

/** 16 bits are enough to hear and to see. @param y - Full scale ±1; beyond it is clipped. */
export function toInt16(y: Float32Array): Int16Array {
  const out = new Int16Array(y.length)
  roundTo16(y, out)
  return out
}

/**
 * @param y - Full scale ±1; beyond it is clipped.
 * @param out - Receives them, shape `[y.length]`.
 * @param kernel - null computes plainly, the same to the last bit.
 * @returns Whether nothing was lost.
 */
export function roundTo16(y: Float32Array, out: Int16Array, kernel = sampleKernel()): boolean {
  return kernel === null ? roundPlainly(y, out) : kernel.round(y, out)
}

function roundPlainly(y: Float32Array, out: Int16Array): boolean {
  let isSame = true
  // Math.round, Math.min and Math.max take three times as long as this, and each second of each source is converted.
  for (let i = 0; i < out.length; i += 1) {
    const scaled = (y[i] as number) * 32_768
    const clipped = scaled > 32_767 ? 32_767 : scaled < -32_768 ? -32_768 : scaled
    const rounded = Math.trunc(clipped + 32_768.5) - 32_768
    out[i] = rounded
    isSame &&= rounded === scaled
  }
  return isSame
}
