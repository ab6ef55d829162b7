import type { Clip } from '../audio/clip.ts'
import { LogMelColumns } from '../dsp/log-mel.ts'
import { melCentresHz } from '../dsp/mel-centres.ts'
import type { AudioSpec, MfccSpec } from './bundle.ts'
import type { NormalSound, NormalSoundExtractor } from './detectors/normal-sound.ts'
import type { Verdict } from './verdict.ts'

/** What a model was given of a clip, or what stands right before it, to be looked at. */
export interface FeaturePicture {
  /** `mfcc`: rows are coefficients, from 0. `log-mel`: rows are mel bands, the lowest first. */
  readonly kind: 'mfcc' | 'log-mel'
  readonly rows: number
  readonly columns: number
  /** Row-major `[rows, columns]`. */
  readonly values: Float32Array
  /** What the values are: standard deviations from the mean that the network was trained with, or decibels. */
  readonly unit: 'dB' | 'standard deviations'
  /** From one column to the next. @unit s */
  readonly stepSeconds: number
  /** Columns that were computed from sound; those after them fill the model's input up. */
  readonly heardColumns: number
  /** Middle of each row; none for coefficients. @unit Hz */
  readonly frequenciesHz: readonly number[]
}

/** A verdict, and what it was made of. */
export interface Examination {
  readonly verdict: Verdict
  /** What the model was given comes first. */
  readonly pictures: readonly FeaturePicture[]
}

/** More than a screen shows; columns of longer clips are means of several. */
const MOST_COLUMNS = 600

/**
 * The input of a network as it was fed.
 *
 * @param input - Row-major in the order of `features.layout`.
 * @param samples - Of the clip, at the bundle's rate.
 */
export function networkInputPicture(
  input: Float32Array,
  samples: number,
  { sampleRateHz }: AudioSpec,
  { layout, nMfcc, hopLength, standardisation, frames: { count } }: MfccSpec,
): FeaturePicture {
  const values = layout === 'frames,coefficients' ? transposed(input, count, nMfcc) : input
  return {
    kind: 'mfcc',
    rows: nMfcc,
    columns: count,
    values,
    unit: standardisation === null ? 'dB' : 'standard deviations',
    stepSeconds: hopLength / sampleRateHz,
    heardColumns: Math.min(count, 1 + Math.floor(samples / hopLength)),
    frequenciesHz: [],
  }
}

/**
 * The log-mel powers that a network's coefficients were made of, clipped as they were, as far as the network hears.
 *
 * @param clip - At the bundle's rate.
 */
export function logMelPicture({ y, sampleRateHz }: Clip, features: MfccSpec): FeaturePicture {
  const { nMels, topDb, hopLength, frames } = features
  const columns = new LogMelColumns({ ...features, sampleRateHz })
  const levels = new Float64Array(columns.grid.count(y.length) * nMels)
  const floorDb = columns.writeAll(y, levels) - topDb
  const heard = Math.min(frames.count, columns.grid.count(y.length))
  const clipped = Float32Array.from(levels.subarray(0, heard * nMels), (db) => Math.max(floorDb, db))
  return melPicture(clipped, heard, hopLength / sampleRateHz, melCentresHz(features))
}

/** The frames that a normal-only detector measures, less the mean of all of them. */
export function normalSoundPicture({ frames, nFrames }: NormalSound, extractor: NormalSoundExtractor): FeaturePicture {
  const { hopLength } = extractor.spec.spectrum
  const frequenciesHz = melCentresHz(extractor.spec.spectrum)
  return melPicture(frames, nFrames, hopLength / extractor.sampleRateHz, frequenciesHz)
}

/** @param levels - Row-major `[nFrames, nMels]`. */
function melPicture(
  levels: Float32Array,
  nFrames: number,
  frameSeconds: number,
  frequenciesHz: readonly number[],
): FeaturePicture {
  const rows = frequenciesHz.length
  const framesPerColumn = Math.ceil(nFrames / MOST_COLUMNS)
  const columns = Math.ceil(nFrames / framesPerColumn)
  const means = new Float32Array(columns * rows)
  for (let t = 0; t < nFrames; t += 1) {
    const column = Math.floor(t / framesPerColumn)
    const together = Math.min(framesPerColumn, nFrames - column * framesPerColumn)
    for (let band = 0; band < rows; band += 1) {
      means[column * rows + band] = (means[column * rows + band] ?? 0) + (levels[t * rows + band] ?? 0) / together
    }
  }
  return {
    kind: 'log-mel',
    rows,
    columns,
    values: transposed(means, columns, rows),
    unit: 'dB',
    stepSeconds: framesPerColumn * frameSeconds,
    heardColumns: columns,
    frequenciesHz,
  }
}

/** @param x - Row-major `[height, width]`. @returns Row-major `[width, height]`. */
function transposed(x: Float32Array, height: number, width: number): Float32Array {
  return Float32Array.from(x, (_, i) => x[(i % height) * width + Math.floor(i / height)] ?? 0)
}
