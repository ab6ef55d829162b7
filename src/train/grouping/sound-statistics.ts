import type { Clip } from '../../audio/clip.ts'
import { resample } from '../../audio/resample.ts'
import { logMelSpectrogram } from '../../dsp/spectrogram.ts'

/** Rate at which recordings are compared. @unit Hz */
const SAMPLE_RATE_HZ = 16_000
const N_MELS = 64
const N_FFT = 1024
/** The longest stretch that is looked at. @unit s */
const MAX_SECONDS = 30

/**
 * What a recording sounds like, whatever its length: mean and deviation over time of each log-mel band, the
 * mean without the recording's own level, so that distance and gain do not make groups.
 *
 * @returns 128 numbers. @unit dB
 */
export function soundStatistics({ y, sampleRateHz }: Clip): Float64Array {
  const start = y.subarray(0, MAX_SECONDS * sampleRateHz)
  const sound = resample(start, { fromHz: sampleRateHz, toHz: SAMPLE_RATE_HZ, resampler: 'kaiser_fast' })
  const { data, nFrames } = logMelSpectrogram(sound, {
    sampleRateHz: SAMPLE_RATE_HZ,
    nFft: N_FFT,
    hopLength: N_FFT / 2,
    padMode: 'constant',
    nMels: N_MELS,
    fMinHz: 50,
    fMaxHz: Math.min(sampleRateHz, SAMPLE_RATE_HZ) / 2,
    topDb: 80,
  })
  const out = new Float64Array(2 * N_MELS)
  for (let band = 0; band < N_MELS; band += 1) {
    const row = data.subarray(band * nFrames, (band + 1) * nFrames)
    const mean = row.reduce((sum, db) => sum + db, 0) / nFrames
    out[band] = mean
    out[N_MELS + band] = Math.sqrt(row.reduce((sum, db) => sum + (db - mean) ** 2, 0) / nFrames)
  }
  const level = out.subarray(0, N_MELS).reduce((sum, db) => sum + db, 0) / N_MELS
  for (let band = 0; band < N_MELS; band += 1) out[band] = (out[band] ?? 0) - level
  return out
}
