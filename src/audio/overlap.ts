/** Fewer equal samples than this prove nothing. */
const MIN_EQUAL_SAMPLES = 64

/**
 * Find how many samples at the head of a chunk repeat what was heard already.
 *
 * Capture times say it to a few milliseconds; the samples say it exactly: those before the
 * place where the chunk becomes new must equal the last that were heard.
 *
 * @param tail - The last samples heard.
 * @param y - The chunk's samples.
 * @param expected - Samples repeated, by the clock.
 * @param slack - How far the clock may be off. @unit samples
 * @returns Samples to leave out; `undefined` when no place fits, or more than one does (silence, a pure tone).
 */
export function repeatedSamples(
  tail: Float32Array,
  y: Float32Array,
  expected: number,
  slack: number,
): number | undefined {
  let found: number | undefined
  const last = Math.min(y.length - 1, Math.ceil(expected + slack))
  for (let count = Math.max(MIN_EQUAL_SAMPLES, Math.floor(expected - slack)); count <= last; count++) {
    if (!endsWith(tail, y, count)) continue
    if (found !== undefined) return undefined
    found = count
  }
  return found
}

/** Whether `y[0..count)` and `tail` end alike, as far back as both reach. */
function endsWith(tail: Float32Array, y: Float32Array, count: number): boolean {
  const compared = Math.min(tail.length, count)
  if (compared < MIN_EQUAL_SAMPLES) return false
  for (let i = 1; i <= compared; i++) {
    if (tail[tail.length - i] !== y[count - i]) return false
  }
  return true
}
