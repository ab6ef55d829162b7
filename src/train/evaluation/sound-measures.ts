import type { Clip } from '../../audio/clip.ts'
import { LogMelColumns } from '../../dsp/log-mel.ts'
import { hzToMel, melToHz } from '../../dsp/mel-scale.ts'

/** What anybody can measure without having learnt anything. */
export interface SoundMeasures {
  /** Level of the whole clip, full-scale square wave = 0; -120 for digital silence. @unit dBFS */
  readonly levelDbfs: number
  /** Slope of the mean spectral density over the octaves from 60 Hz up, by least squares; 0 for silence. @unit dB/octave */
  readonly tiltDbPerOctave: number
}

const SILENCE_DBFS = -120
const N_FFT = 2048
const N_MELS = 40
const LOWEST_HZ = 60
/** The highest octave is often the microphone's, not the machine's. */
const HIGHEST_SHARE = 0.45

/** Root mean square of a signal, 1 for a full-scale square wave. */
export function rmsOf(y: Float32Array): number {
  return y.length === 0 ? 0 : Math.sqrt(y.reduce((sum, sample) => sum + sample ** 2, 0) / y.length)
}

/** Level and spectral tilt of a recording, at its own rate. */
export function measureSound({ y, sampleRateHz }: Clip): SoundMeasures {
  const rms = rmsOf(y)
  return {
    levelDbfs: Math.max(SILENCE_DBFS, 20 * Math.log10(rms)),
    tiltDbPerOctave: rms === 0 ? 0 : spectralTilt(y, sampleRateHz),
  }
}

function spectralTilt(y: Float32Array, sampleRateHz: number): number {
  const fMaxHz = HIGHEST_SHARE * sampleRateHz
  const params = { sampleRateHz, nFft: N_FFT, hopLength: N_FFT, padMode: 'constant', nMels: N_MELS } as const
  const columns = new LogMelColumns({ ...params, fMinHz: LOWEST_HZ, fMaxHz })
  const nFrames = columns.grid.count(y.length)
  const db = new Float64Array(nFrames * N_MELS)
  columns.writeAll(y, db)
  const mean = new Float64Array(N_MELS)
  db.forEach((value, i) => {
    mean[i % N_MELS] = (mean[i % N_MELS] ?? 0) + 10 ** (value / 10) / nFrames
  })
  // Bands of area 1 make these densities: white noise has tilt 0, pink -3.
  const low = hzToMel(LOWEST_HZ)
  const step = (hzToMel(fMaxHz) - low) / (N_MELS + 1)
  const octaves = Array.from(mean, (_, band) => Math.log2(melToHz(low + (band + 1) * step)))
  return slope(
    octaves,
    Array.from(mean, (power) => 10 * Math.log10(power)),
  )
}

/** Least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const centreX = x.reduce((sum, value) => sum + value, 0) / x.length
  const centreY = y.reduce((sum, value) => sum + value, 0) / y.length
  const covariance = x.reduce((sum, value, i) => sum + (value - centreX) * ((y[i] ?? 0) - centreY), 0)
  return covariance / x.reduce((sum, value) => sum + (value - centreX) ** 2, 0)
}
