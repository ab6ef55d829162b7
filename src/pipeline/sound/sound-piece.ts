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

/** Who hears the sound of all sources beside those that judge it. */
export interface SoundListener {
  heard(piece: SoundPiece): void
  /** The source is no longer followed. */
  closed(source: string): void
}

/** @unit ms */
export function durationMs({ y, sampleRateHz }: Pick<SoundPiece, 'y' | 'sampleRateHz'>): number {
  return (1_000 * y.length) / sampleRateHz
}

/**
 * 16 bits are enough to hear and to see.
 *
 * @param y - Full scale ±1; beyond it is clipped.
 */
export function toInt16(y: Float32Array): Int16Array {
  const out = new Int16Array(y.length)
  for (let i = 0; i < y.length; i += 1) {
    out[i] = Math.max(-32_768, Math.min(32_767, Math.round((y[i] as number) * 32_768)))
  }
  return out
}
