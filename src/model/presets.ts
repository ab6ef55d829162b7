import type { AudioSpec, MfccSpec, WindowSpec } from './bundle.ts'

/** What a Keras file does not say and a person has to: with which filter and padding its features were made. */
export interface PresetChoice {
  readonly resampler: AudioSpec['resampler']
  readonly padMode: MfccSpec['padMode']
}

/** The parts of a bundle that describe its front end. */
export interface FrontEndSpec {
  readonly audio: AudioSpec
  readonly window: WindowSpec
  readonly features: MfccSpec
}

export const PRESET_NAMES = ['fan', 'keywords', 'keywords-by-frame'] as const
export type PresetName = (typeof PRESET_NAMES)[number]

/** Front ends of known families of models, by name. */
export const presets: Readonly<Record<PresetName, (choice: PresetChoice) => FrontEndSpec>> = {
  fan,
  keywords,
  'keywords-by-frame': keywordsByFrame,
}

/**
 * The fan monitor: 10 s at 22 050 Hz, 40 coefficients, 433 columns of which the last two are zeros.
 * Fewer than 215 frames (4.969 s) are refused: repeated once they would not fill 433 columns.
 */
export function fan({ resampler, padMode }: PresetChoice): FrontEndSpec {
  const sampleRateHz = 22_050
  return {
    audio: { sampleRateHz, channels: 'mean', resampler },
    window: { lengthSeconds: 10, hopFrames: 43 },
    features: {
      ...librosaDefaults(sampleRateHz, padMode),
      nMfcc: 40,
      frames: { count: 433, padColumns: 2, extend: 'repeat-tail', minimum: 215 },
      layout: 'coefficients,frames,1',
    },
  }
}

/**
 * Keyword spotting: 1 s at 16 kHz, 49 coefficients, 40 frames, cut or padded with zeros.
 * Four frames (96 ms) are the fewest that can be padded by reflection.
 */
function keywords({ resampler, padMode }: PresetChoice): FrontEndSpec {
  const sampleRateHz = 16_000
  return {
    audio: { sampleRateHz, channels: 'mean', resampler },
    window: { lengthSeconds: 1, hopFrames: 8 },
    features: {
      ...librosaDefaults(sampleRateHz, padMode),
      nMfcc: 49,
      frames: { count: 40, padColumns: 0, extend: 'zeros', minimum: 4 },
      layout: 'coefficients,frames',
    },
  }
}

/**
 * Keyword spotting by models of our own: what follows in time follows in the network's input. Frames half as long
 * and half as far apart tell stops from vowels; 20 coefficients hear the mouth and leave out the pitch, which is the
 * speaker's. One second has 63 frames; a clip that is shorter is set in a second of noise that is hardly heard, for
 * live sources have no frames of zeros.
 */
function keywordsByFrame(choice: PresetChoice): FrontEndSpec {
  const { audio, window, features } = keywords(choice)
  return {
    audio,
    window: { ...window, hopFrames: 2 * window.hopFrames },
    features: {
      ...features,
      nFft: 1024,
      hopLength: 256,
      nMels: 64,
      nMfcc: 20,
      frames: { count: 63, padColumns: 0, extend: { noiseBelowDb: 40, before: 0.25 }, minimum: 4 },
      layout: 'frames,coefficients',
    },
  }
}

/** What `librosa.feature.mfcc` does unless it is told otherwise. */
function librosaDefaults(sampleRateHz: number, padMode: MfccSpec['padMode']) {
  return {
    kind: 'mfcc',
    nFft: 2048,
    hopLength: 512,
    nMels: 128,
    fMinHz: 0,
    fMaxHz: sampleRateHz / 2,
    padMode,
    topDb: 80,
    standardisation: null,
  } as const
}
