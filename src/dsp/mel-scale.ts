/** Below this frequency the Slaney mel scale is linear. @unit Hz */
const BREAK_HZ = 1000
/** Width of one mel in the linear region. @unit Hz */
const HZ_PER_MEL = 200 / 3
const BREAK_MEL = BREAK_HZ / HZ_PER_MEL
const LOG_STEP = Math.log(6.4) / 27

/**
 * Convert hertz to mels on the Slaney scale (linear to 1 kHz, logarithmic above).
 *
 * @param hz - Frequency in Hz, `>= 0`.
 * @returns Mels (dimensionless).
 * @see M. Slaney, *Auditory Toolbox*, Interval Research TR 1998-010. Equal to
 *   `librosa.hz_to_mel(htk=False)`; the HTK formula gives other numbers.
 */
export function hzToMel(hz: number): number {
  return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP
}

/**
 * Convert mels on the Slaney scale to hertz: the inverse of {@link hzToMel}.
 *
 * @param mel - Mels, `>= 0`.
 * @returns Frequency in Hz.
 */
export function melToHz(mel: number): number {
  return mel < BREAK_MEL ? mel * HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL))
}
