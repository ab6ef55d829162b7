export { bandColumns } from './bands'
export { cepstra } from './cepstrum'
export {
  BANDS,
  BANK,
  COEFFICIENTS,
  COLUMNS,
  COSINES,
  INPUT,
  MAX_BANK_VALUES,
  MAX_BLOCK_FRAMES,
  MAX_BLOCK_SAMPLES,
  MAX_N_FFT,
  MAX_N_MELS,
  MAX_PCM_BYTES,
  MAX_RESAMPLED,
  MAXIMA,
  MONO,
  OUTPUT,
  PCM,
  PCM_END,
  POSITIONS,
  RESAMPLE_END,
  SIGNAL,
  SPECTRAL_END,
  SPLIT_TWIDDLES,
  TWIDDLES,
  WEIGHTS,
  WINDOW,
} from './layout'
export { decodeF32, decodeS16, decodeS24, decodeU8 } from './pcm'
export { resample } from './resample'
