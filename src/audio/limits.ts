/** How much sound is taken at once. Checked against what a header says, before anything is allocated. */
export interface AudioLimits {
  /** Largest file or payload. @unit bytes */
  readonly maxBytes: number
  /** Longest clip. @unit s */
  readonly maxSeconds: number
}

/** For recordings given as a whole: ten minutes, 128 MiB. */
export const CLIP_LIMITS: AudioLimits = { maxBytes: 128 * 2 ** 20, maxSeconds: 600 }

/** For one message of a live stream: a minute, 64 MiB. */
export const CHUNK_LIMITS: AudioLimits = { maxBytes: 64 * 2 ** 20, maxSeconds: 60 }

/** Shortest message of a live stream. @unit s */
export const MIN_CHUNK_SECONDS = 0.01

/**
 * Latest time at which sound can have been captured: the last day of the year 9999, so that what comes of it still has
 * a date with four digits. @unit Unix epoch ms
 */
export const MAX_CAPTURE_MS = Date.UTC(9999, 11, 31)

/** Sampling rates that make sense for machines and microphones. @unit Hz */
export const MIN_SAMPLE_RATE_HZ = 4_000
export const MAX_SAMPLE_RATE_HZ = 192_000

/** More channels than any microphone array sends. */
export const MAX_CHANNELS = 256

/**
 * Largest sample of a float recording, as a multiple of full scale. Floats that hold
 * plain 32-bit integers pass; what is larger is not sound, and its power would
 * leave the range of single precision.
 */
export const MAX_AMPLITUDE = 2 ** 31
