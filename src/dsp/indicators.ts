import meyda from 'meyda'
import { hann } from './hann.ts'
import { type Level, measureLevel } from './level.ts'
import { PowerSpectrum } from './power-spectrum.ts'

/**
 * Scalar descriptions of a stretch of sound that an engineer trends over weeks.
 * Level and crest are of the whole stretch, the others medians over sparse frames;
 * 0 where silence has no answer.
 */
export interface Indicators {
  /** Level of the whole stretch, full-scale square wave = 0 dB; -120 for digital silence. @unit dBFS */
  readonly rmsDbfs: number
  /** Centre of gravity of the magnitude spectrum. @unit Hz */
  readonly spectralCentroidHz: number
  /** Geometric over arithmetic mean of the magnitude spectrum, 0 (a tone) .. 1 (flat); about 0.85 for white noise. */
  readonly spectralFlatness: number
  /** Frequency below which 99 % of the spectral energy lies. @unit Hz */
  readonly spectralRolloffHz: number
  /** Peak over RMS of the whole stretch, 1 for a square wave; 0 for digital silence. */
  readonly crestFactor: number
  /** Sign changes. @unit 1/s */
  readonly zeroCrossingsPerSecond: number
}

const { featureExtractors } = meyda

/** @unit samples */
export const FRAME_LENGTH = 2048
/** Frames looked at in a stretch, evenly spread: enough for a median, few enough for each window. */
export const MAX_FRAMES = 16
const SILENCE_DBFS = -120

const taper = hann(FRAME_LENGTH)
const spectrum = new PowerSpectrum(FRAME_LENGTH)
const tapered = new Float64Array(FRAME_LENGTH)
const power = new Float64Array(spectrum.nBins)
const magnitude = new Float64Array(spectrum.nBins)

/**
 * Measure the condition indicators of a stretch of sound.
 *
 * The spectra are ours, the measures Meyda's. A stretch shorter than a frame of
 * 2048 samples counts as one frame, filled up with zeros.
 *
 * @param y - Mono signal, shape `[n]`, full scale ±1.
 * @see https://meyda.js.org/audio-features; Meyda gives the centroid in bins and
 *   counts crossings per frame: both are converted here.
 */
export function measureIndicators(y: Float32Array, sampleRateHz: number): Indicators {
  const frames = sparseFrames(y).map((frame) => measureFrame(frame, sampleRateHz))
  return summarise(measureLevel(y), y.length, frames)
}

/** @param length - Of the whole stretch. @unit samples */
export function summarise({ energy, peak }: Level, length: number, measures: readonly FrameMeasures[]): Indicators {
  const frames = measures.filter(({ energy }) => energy > 0)
  const rms = length === 0 ? 0 : Math.sqrt(energy / length)
  return {
    rmsDbfs: Math.max(SILENCE_DBFS, 20 * Math.log10(rms)),
    spectralCentroidHz: median(frames.map(({ centroidHz }) => centroidHz)),
    spectralFlatness: median(frames.map(({ flatness }) => flatness)),
    spectralRolloffHz: median(frames.map(({ rolloffHz }) => rolloffHz)),
    crestFactor: rms === 0 ? 0 : peak / rms,
    zeroCrossingsPerSecond: median(frames.map(({ crossingsPerSecond }) => crossingsPerSecond)),
  }
}

/** What is measured of sparse frames. */
export interface FrameMeasures {
  /** 0 for a silent frame, whose other measures say nothing: they would be 0 / 0. */
  readonly energy: number
  readonly centroidHz: number
  readonly flatness: number
  readonly rolloffHz: number
  readonly crossingsPerSecond: number
}

/** @param frame - At most {@link FRAME_LENGTH} samples. */
export function measureFrame(frame: Float32Array, sampleRateHz: number): FrameMeasures {
  const energy = computeSpectrum(frame)
  return {
    energy,
    centroidHz: (featureExtractors.spectralCentroid({ ampSpectrum: magnitude }) * sampleRateHz) / FRAME_LENGTH,
    flatness: featureExtractors.spectralFlatness({ ampSpectrum: magnitude }),
    // Energy, not magnitude, is what rolls off: the powers take the amplitudes' place.
    rolloffHz: featureExtractors.spectralRolloff({ ampSpectrum: power, sampleRate: sampleRateHz }),
    crossingsPerSecond: (featureExtractors.zcr({ signal: frame }) * sampleRateHz) / frame.length,
  }
}

/** At most {@link MAX_FRAMES} views on `y`, the first at its beginning and the last at its end. */
function sparseFrames(y: Float32Array): Float32Array[] {
  const last = y.length - FRAME_LENGTH
  if (last <= 0) return [y]
  const count = Math.min(MAX_FRAMES, 1 + Math.ceil(last / FRAME_LENGTH))
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round((last * i) / (count - 1))
    return y.subarray(start, start + FRAME_LENGTH)
  })
}

/** Fill `power` and `magnitude`; returns the energy. */
function computeSpectrum(frame: Float32Array): number {
  tapered.fill(0, frame.length)
  for (let i = 0; i < frame.length; i += 1) tapered[i] = (frame[i] as number) * (taper[i] as number)
  spectrum.compute(tapered, power)
  let energy = 0
  for (let k = 0; k < power.length; k += 1) {
    const bin = power[k] as number
    energy += bin
    magnitude[k] = Math.sqrt(bin)
  }
  return energy
}

/** 0 when there are no values. */
function median(values: readonly number[]): number {
  // Typed arrays are sorted by number without being asked, and in a tenth of the time.
  const sorted = new Float64Array(values).sort()
  const middle = sorted.length / 2
  const low = sorted[Math.ceil(middle) - 1]
  const high = sorted[Math.floor(middle)]
  return low === undefined || high === undefined ? 0 : (low + high) / 2
}
