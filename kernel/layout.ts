/**
 * Where things lie in an instance's memory, in bytes. An instance does one job, so the jobs share addresses.
 * Pages that are never touched cost nothing; every array is aligned to 16.
 */

/** Frames that share one transform: the lanes of a vector of 32-bit floats. */
export const LANES: i32 = 4

// --- bands of spectra, and cepstrum -------------------------------------------------------------

export const MAX_N_FFT: i32 = 4096
export const MAX_N_MELS: i32 = 256
/** Frames that one call may take. */
export const MAX_BLOCK_FRAMES: i32 = 128
/** Samples that one call may take: 128 frames of 4096, every 1024. */
export const MAX_BLOCK_SAMPLES: i32 = 134144

/** Window function times 1/2, f32 `[nFft]`. */
export const WINDOW: i32 = 1024
/** Twiddles of the radix-4 stages, from the longest block on: f32 `[…, 6]`, re and im of w, w², w³. */
export const TWIDDLES: i32 = WINDOW + MAX_N_FFT * 4
/** Twiddles that part two real spectra: f32 `[nFft / 4 + 1, 2]`. */
export const SPLIT_TWIDDLES: i32 = TWIDDLES + MAX_N_FFT * 4 + 128
/** Byte offset in {@link SPECTRUM} at which each frequency ends up: i32 `[nFft / 2 + 1]`. */
export const POSITIONS: i32 = SPLIT_TWIDDLES + MAX_N_FFT * 2 + 16
/** First bin and end of each band: i32 `[nBands, 2]`. */
export const BANDS: i32 = POSITIONS + MAX_N_FFT * 2 + 16
/** Weights of the bands, back to back: f32. No bin is in more than two bands. */
export const WEIGHTS: i32 = BANDS + MAX_N_MELS * 8
/** Cosines, f32 `[nMfcc, ceil(nMels / 2)]`: the other halves follow from symmetry. */
export const COSINES: i32 = WEIGHTS + MAX_N_FFT * 4 + 64
/** Four spectra side by side: `[nFft / 2]` of re, im, each of four lanes. */
export const SPECTRUM: i32 = COSINES + MAX_N_MELS * MAX_N_MELS * 2
/** Four power spectra side by side, `[nFft / 2 + 1]` of four lanes. */
export const POWER: i32 = SPECTRUM + MAX_N_FFT * 16
/** Samples in, f32. */
export const SIGNAL: i32 = POWER + MAX_N_FFT * 8 + 16
/** Powers of the bands, as they are or in dB: f32 `[frame, nBands]`. */
export const COLUMNS: i32 = SIGNAL + MAX_BLOCK_SAMPLES * 4
/** Coefficients out, f32 `[nMfcc, MAX_BLOCK_FRAMES]`. */
export const COEFFICIENTS: i32 = COLUMNS + MAX_BLOCK_FRAMES * MAX_N_MELS * 4
/** Largest value of each column, f32 `[frame]`. */
export const MAXIMA: i32 = COEFFICIENTS + MAX_BLOCK_FRAMES * MAX_N_MELS * 4
/** Where the memory of this job ends. */
export const SPECTRAL_END: i32 = MAXIMA + MAX_BLOCK_FRAMES * 4

// --- lines of long frames, by the same transforms ------------------------------------------------

export const MAX_LINE_BINS: i32 = 2049
/** By how much each bin is turned, f32 `[bins, 12]`: splitting even and odd, the second four parts, each of four. */
export const LINE_TURNS: i32 = (SPECTRAL_END + 15) & ~15
/** Sums of the first four parts, f32 `[bins, 8]`: re and im, each of four lanes. */
export const PARTIAL_LINES: i32 = LINE_TURNS + MAX_LINE_BINS * 48
/** Powers out, f64 `[bins]`. */
export const LINE_POWERS: i32 = PARTIAL_LINES + MAX_LINE_BINS * 32
/** Samples in, and the window function, f32 `[nFft]`. */
export const LINE_SAMPLES: i32 = LINE_POWERS + MAX_LINE_BINS * 8 + 8
export const LINE_TAPER: i32 = LINE_SAMPLES + MAX_N_FFT * 32
export const LINES_END: i32 = LINE_TAPER + MAX_N_FFT * 32

// --- resampling --------------------------------------------------------------------------------

/** Tap values that a bank may have, padding included. */
export const MAX_BANK_VALUES: i32 = 300000
/** Input samples, and output samples, that one call may take. */
export const MAX_RESAMPLED: i32 = 16384
/** Rows of taps, f32 `[phases, rowLength]`, `rowLength` a multiple of 4. */
export const BANK: i32 = 1024
/** Input, f32. */
export const INPUT: i32 = BANK + MAX_BANK_VALUES * 4
/** Output, f32. The room behind it takes what spare lanes write. */
export const OUTPUT: i32 = INPUT + MAX_RESAMPLED * 4 + 64
export const RESAMPLE_END: i32 = OUTPUT + MAX_RESAMPLED * 4 + 64

// --- decoding ----------------------------------------------------------------------------------

/** Bytes of encoded samples, and decoded samples, that one call may take. */
export const MAX_PCM_BYTES: i32 = 65536
/** Encoded samples. One byte before it may be read. */
export const PCM: i32 = 1024
/** Mono samples, f32. */
export const MONO: i32 = PCM + MAX_PCM_BYTES + 64
export const PCM_END: i32 = MONO + MAX_PCM_BYTES * 4 + 64

// --- samples as they are -------------------------------------------------------------------------

/** Samples that one call may take. */
export const MAX_SAMPLES: i32 = 32768
/** Sums of squares, those of even and those of odd places: f64 `[2]`. */
export const LEVEL_SUMS: i32 = 1024
/** Samples in, f32. */
export const SAMPLES: i32 = LEVEL_SUMS + 64
/** The same in 16 bits, i16. */
export const SAMPLES_S16: i32 = SAMPLES + MAX_SAMPLES * 4 + 64
export const SAMPLES_END: i32 = SAMPLES_S16 + MAX_SAMPLES * 2 + 64

// --- distances ---------------------------------------------------------------------------------

/** Numbers of an observation, and directions that observations are projected on. */
export const MAX_OBSERVED: i32 = 512
export const MAX_DIRECTIONS: i32 = 512
/** Numbers of all directions together. */
export const MAX_DIRECTION_VALUES: i32 = 196608
/** Eight observations side by side: f64 `[size, 8]`. */
export const OBSERVATIONS: i32 = 1024
/** Square and projections of each: f64 `[1 + directions, 8]`. */
export const PRODUCTS: i32 = OBSERVATIONS + MAX_OBSERVED * 64
/** Reciprocals of the diagonal of the Cholesky factor, f64 `[size]`. */
export const INVERSE_DIAGONAL: i32 = PRODUCTS + (MAX_DIRECTIONS + 1) * 64
/** The factor's lower triangle, row by row: f64. */
export const LOWER: i32 = INVERSE_DIAGONAL + MAX_OBSERVED * 8
/** Rows of directions, f64 `[directions, size]`. */
export const DIRECTIONS: i32 = LOWER + ((MAX_OBSERVED * (MAX_OBSERVED + 1)) >> 1) * 8
export const DISTANCE_END: i32 = DIRECTIONS + MAX_DIRECTION_VALUES * 8
