import { FrameGrid, type FrameParams } from './frame-grid.ts'
import { hann } from './hann.ts'
import { LogMelColumns, type LogMelParams } from './log-mel.ts'
import { PowerSpectrum } from './power-spectrum.ts'

/** Powers over time, row-major `[nFrames, nBins]`. */
export interface PowerSpectrogram {
  readonly data: Float32Array
  readonly nFrames: number
  /** `1 + nFft / 2`; bin `k` lies at `k / nFft` of the sampling rate. */
  readonly nBins: number
}

/**
 * Power spectrogram of a clip, not scaled.
 *
 * @param y - Mono signal, shape `[n]`.
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
 * @see librosa `abs(stft(y)) ** 2`, transposed.
 */
export function powerSpectrogram(y: Float32Array, params: FrameParams): PowerSpectrogram {
  const grid = new FrameGrid(params)
  const spectrum = new PowerSpectrum(params.nFft)
  grid.assertPaddable(y.length)
  const nFrames = grid.count(y.length)
  const { nBins } = spectrum
  const taper = hann(params.nFft)
  const frame = new Float64Array(params.nFft)
  const power = new Float64Array(nBins)
  const data = new Float32Array(nFrames * nBins)
  for (let t = 0; t < nFrames; t += 1) {
    grid.read(y, grid.start(t), taper, frame)
    spectrum.compute(frame, power)
    data.set(power, t * nBins)
  }
  return { data, nFrames, nBins }
}

/** Log-mel powers over time, row-major `[nMels, nFrames]`. @unit dB */
export interface LogMelSpectrogram {
  readonly data: Float32Array
  readonly nMels: number
  readonly nFrames: number
}

/**
 * Log-mel spectrogram of a clip, `10 log10(max(1e-10, S))`.
 *
 * @param y - Mono signal, shape `[n]`.
 * @param topDb - Values are clipped this far below the clip's maximum; null leaves them. @unit dB
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when reflect padding needs more samples.
 * @see librosa `power_to_db(feature.melspectrogram(y), top_db=topDb)`.
 */
export function logMelSpectrogram(
  y: Float32Array,
  { topDb, ...params }: LogMelParams & { readonly topDb: number | null },
): LogMelSpectrogram {
  const columns = new LogMelColumns(params)
  const { nMels } = columns
  const nFrames = columns.grid.count(y.length)
  const byFrame = new Float64Array(nFrames * nMels)
  const maximum = columns.writeAll(y, byFrame)
  const floorDb = topDb === null ? Number.NEGATIVE_INFINITY : maximum - topDb
  const data = new Float32Array(nMels * nFrames)
  byFrame.forEach((db, i) => {
    data[(i % nMels) * nFrames + Math.floor(i / nMels)] = Math.max(floorDb, db)
  })
  return { data, nMels, nFrames }
}
