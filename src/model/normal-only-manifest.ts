import { z } from 'zod'
import { commonFields, count, fileName, melContradictions, positive } from './bundle-fields.ts'

/** Nothing in a manifest may make a module allocate without limit. @unit samples */
const frameLength = count.max(2 ** 16)

/** The spectrum as a normal-only detector sees it: log-mel frames, each stacked with those that follow it. */
const SpectrumSpec = z.strictObject({
  /** FFT size = frame length. @unit samples */
  nFft: frameLength,
  /** @unit samples */
  hopLength: count,
  /** Slaney mel bands from fMinHz to fMaxHz, area-normalised. */
  nMels: count.max(512),
  /** @unit Hz */
  fMinHz: z.number().min(0),
  /** @unit Hz */
  fMaxHz: positive,
  /** Successive frames that are looked at as one. */
  stackedFrames: count.max(32),
  /** Frames from one stack to the next. */
  strideFrames: count,
})
export type SpectrumSpec = z.infer<typeof SpectrumSpec>

/** How fast and how deep the loudness of each octave beats: see dsp/envelope-modulation.ts. */
const ModulationSpec = z.strictObject({
  /** Frames of the envelopes. @unit samples */
  nFft: frameLength,
  /** @unit samples */
  hopLength: count,
  /** Of Welch's method. @unit envelope samples */
  segmentLength: frameLength,
  /** @unit Hz */
  rateMinHz: positive,
  /** @unit Hz */
  rateMaxHz: positive,
  /** Groups of modulation rates, evenly wide. */
  groups: count.max(512),
})
export type ModulationSpec = z.infer<typeof ModulationSpec>

/** What is low, in fine bins: mains hum, and the lines of a machine at other speeds. See dsp/low-spectrum.ts. */
const LowSpec = z.strictObject({
  /** Samples that become one before the transform. */
  decimation: count.max(1_024),
  /** @unit decimated samples */
  fftSize: frameLength,
  /** @unit samples */
  hopLength: count,
  /** Harmonics of twice the mains's frequency. */
  harmonics: count.max(64),
})

/** What a normal-only detector looks at. */
export const NormalSoundSpec = z.strictObject({
  kind: z.literal('normal-sound'),
  /** What `window.hopFrames` counts. @unit samples */
  hopLength: count,
  spectrum: SpectrumSpec,
  modulation: ModulationSpec,
  /** Left out where windows are too short for it. */
  low: LowSpec.optional(),
})
export type NormalSoundSpec = z.infer<typeof NormalSoundSpec>

/** Where the logarithm of a distance lies among those of normal windows that the detector had not learnt. */
const DistanceCalibration = z.strictObject({
  /** Median of the normal windows. @unit ln of a squared Mahalanobis distance */
  median: z.number(),
  /** Their standard deviation. */
  deviation: positive,
  /** Standardised distance that normal windows exceed at the false-alarm rate. */
  threshold: positive,
})
export type DistanceCalibration = z.infer<typeof DistanceCalibration>

/** How distances become an anomaly score. */
export const NormalCalibration = z.strictObject({
  /** Share of normal windows that is meant to reach the thresholds. */
  falseAlarmRate: z.number().gt(0).lt(1),
  /** What was kept from learning when normal windows were scored to find the thresholds. */
  heldOut: z.enum(['recording', 'session']),
  spectrum: DistanceCalibration,
  modulation: DistanceCalibration,
  /** Of how far hum has risen, which is no distance: its own median and deviation, in deviations. */
  hum: DistanceCalibration.extend({
    /** Whose harmonics stand out. @unit Hz */
    mainsHz: z.union([z.literal(50), z.literal(60)]),
    /** No line counts with more; each with all of its rise where it is left out. @unit usual deviations of the line */
    mostRise: positive.optional(),
  }).optional(),
  /** Of the sum of the standardised distances: its median in normal windows, and its threshold. */
  combined: z.strictObject({
    median: z.number(),
    threshold: z.number(),
    /**
     * From where spectrum and modulation add to the sum; where it is left out they also take away what they are below
     * the usual. @unit deviations from the usual
     */
    addsFrom: z.number().optional(),
  }),
})
export type NormalCalibration = z.infer<typeof NormalCalibration>

/** `bundle.json` of a detector that has heard nothing but normal sound. Its only labels are `normal` and `anomalous`. */
export const NormalOnlyManifest = z.strictObject({
  ...commonFields,
  kind: z.literal('normal-only'),
  features: NormalSoundSpec,
  /** Sessions that were learnt, in the order of their baselines. */
  sessions: z.array(z.string().min(1)).min(1),
  calibration: NormalCalibration,
  /** The file with the numbers, little-endian 32-bit floats, array after array. */
  weights: fileName,
  arrays: z.array(z.strictObject({ name: z.string().min(1), shape: z.array(count).min(1) })),
})
export type NormalOnlyManifest = z.infer<typeof NormalOnlyManifest>

/** What in a manifest of the right form does not fit together. */
export function normalOnlyContradictions({
  audio,
  features,
  labels,
  sessions,
  weights,
  files,
}: NormalOnlyManifest): string[] {
  const { spectrum, modulation } = features
  const mistakes = melContradictions('features.spectrum', spectrum, audio)
  const named = (name: string, normal: boolean): boolean =>
    labels.some((label) => label.name === name && label.normal === normal)
  if (labels.length !== 2 || !named('normal', true) || !named('anomalous', false)) {
    mistakes.push('the labels of a normal-only detector are normal and anomalous')
  }
  if (!labels.some(({ name, thresholds }) => name === 'anomalous' && thresholds)) {
    mistakes.push('label anomalous has no thresholds')
  }
  if (modulation.rateMinHz >= modulation.rateMaxHz)
    mistakes.push('features.modulation.rateMinHz is not below rateMaxHz')
  if (new Set(sessions).size !== sessions.length) mistakes.push('two sessions have the same name')
  if (!(weights in files)) mistakes.push(`files does not list ${weights}`)
  return mistakes
}
