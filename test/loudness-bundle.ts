import { sealBundle, writeBundle } from '../src/adapters/disk/bundle-folder.ts'
import type { BundleContents, ManifestDraft } from '../src/model/bundle-contents.ts'
import { createFrontEnd } from '../src/model/front-end.ts'
import { toNetworkFiles } from '../src/model/network-files.ts'
import { noise } from './signals.ts'
import { smallNetwork } from './unit/model/small-network.ts'

/** Rate of what the bundle hears. @unit Hz */
export const RATE_HZ = 8_000
const HOP_LENGTH = 256
const N_MFCC = 3
/** Between "quiet" and "loud": the peak of white noise. */
const LIMIT = 0.1
/** How sure it is: a signal at double the limit is loud with 99.8 %. */
const SLOPE = 0.25

export interface LoudnessBundle {
  readonly name?: string
  readonly version?: string
  /** Length of a window, and from one to the next. @unit s */
  readonly seconds?: number
  readonly hopSeconds?: number
  /** A bundle that knows loud for normal and quiet for a fault. */
  readonly isInverse?: boolean
}

type NetworkDraft = Extract<ManifestDraft, { kind: 'network' }>

/** The level of a window: the mean of the first coefficient, which is the sum of all mel bands' decibels. */
function levelOf(y: Float32Array, { audio, features }: NetworkDraft): number {
  const { count } = features.frames
  const coefficients = createFrontEnd(audio, features).fromSamples(y)
  return coefficients.subarray(0, count).reduce((sum, value) => sum + value, 0) / count
}

/**
 * A bundle that a test can make say what it wants: windows of 1 s at 8 kHz, `quiet` or `loud` by their level,
 * through the real front end and a real network of one layer.
 */
function loudnessDraft(options: LoudnessBundle): NetworkDraft {
  const { name = 'loudness', version = '1.0.0', seconds = 1, hopSeconds = 0.48, isInverse = false } = options
  return {
    formatVersion: 1,
    name,
    version,
    description: 'Tells loud from quiet.',
    audio: { sampleRateHz: RATE_HZ, channels: 'mean', resampler: 'kaiser_fast' },
    window: { lengthSeconds: seconds, hopFrames: Math.floor((hopSeconds * RATE_HZ) / HOP_LENGTH) },
    labels: [
      { name: 'quiet', message: 'Quiet', normal: !isInverse },
      { name: 'loud', message: 'Too loud', normal: isInverse },
    ],
    kind: 'network',
    features: {
      kind: 'mfcc',
      nFft: 512,
      hopLength: HOP_LENGTH,
      nMels: 20,
      nMfcc: N_MFCC,
      fMinHz: 0,
      fMaxHz: 4_000,
      padMode: 'constant',
      topDb: 80,
      frames: { count: 1 + Math.floor((seconds * RATE_HZ) / HOP_LENGTH), padColumns: 0, extend: 'zeros', minimum: 1 },
      standardisation: null,
      layout: 'coefficients,frames',
    },
    network: 'model.json',
  }
}

function networkOf(draft: NetworkDraft) {
  const { count } = draft.features.frames
  const level = levelOf(sound(draft.window.lengthSeconds, LIMIT), draft)
  const kernel = Array.from({ length: count * N_MFCC }, (_, i) => [0, i < count ? SLOPE / count : 0]).flat()
  const weights = [...kernel, 0, -SLOPE * level]
  return toNetworkFiles(smallNetwork({ inputShape: [N_MFCC, count], weights }))
}

export function loudnessBundle(options: LoudnessBundle = {}): BundleContents {
  const draft = loudnessDraft(options)
  return sealBundle(draft, networkOf(draft))
}

export async function writeLoudnessBundle(directory: string, options: LoudnessBundle = {}): Promise<void> {
  const draft = loudnessDraft(options)
  await writeBundle(directory, draft, networkOf(draft))
}

/** Noise that is heard as quiet (0.02) or loud (0.5), the same for the same seed. */
export function sound(seconds: number, amplitude: number, seed = 1): Float32Array {
  return noise(Math.round(seconds * RATE_HZ), seed).map((y) => amplitude * y)
}
