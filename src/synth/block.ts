/**
 * Samples that every part of the synthesiser computes at once. The length is fixed, so
 * that a stream is the same however much of it is read at a time.
 */
export const BLOCK_LENGTH = 256

/** A source of sound: adds its next {@link BLOCK_LENGTH} samples to `out`. */
export interface SoundSource {
  addTo(out: Float64Array): void
}
