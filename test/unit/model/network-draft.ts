import type { NetworkDraft } from '../../../src/model/bundle-contents.ts'

/** A valid manifest of a small network: 3 coefficients × 4 frames in, 2 labels out. */
export function networkDraft(): NetworkDraft {
  return {
    formatVersion: 1,
    name: 'small',
    version: '1.0.0',
    description: 'A network for tests.',
    audio: { sampleRateHz: 22_050, channels: 'mean', resampler: 'none' },
    window: { lengthSeconds: 1, hopFrames: 43 },
    labels: [
      { name: 'ok', message: 'OK', normal: true },
      { name: 'fault', message: 'Fault', normal: false },
    ],
    kind: 'network',
    features: {
      kind: 'mfcc',
      nFft: 2048,
      hopLength: 512,
      nMels: 128,
      nMfcc: 3,
      fMinHz: 0,
      fMaxHz: 11_025,
      padMode: 'constant',
      topDb: 80,
      frames: { count: 4, padColumns: 0, extend: 'zeros', minimum: 1 },
      standardisation: null,
      layout: 'coefficients,frames',
    },
    network: 'model.json',
  }
}
