import { choice, real, text, whole } from '../key.ts'

/** What is taken as audio. */
export const AUDIO = {
  defaultFormat: choice({
    doc: 'Samples of raw PCM whose message does not say.',
    default: 's16le',
    choices: ['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'],
  }),
  defaultSampleRateHz: whole({
    doc: 'Sampling rate of raw PCM whose message does not say.',
    unit: 'Hz',
    default: 16_000,
    minimum: 4_000,
    maximum: 192_000,
  }),
  defaultChannels: whole({
    doc: 'Channels of raw PCM whose message does not say.',
    default: 1,
    minimum: 1,
    maximum: 32,
  }),
  maxChunkSeconds: real({
    doc: 'Longest chunk that is taken.',
    unit: 's',
    default: 60,
    minimum: 0.01,
    maximum: 600,
  }),
  maxChunkBytes: whole({
    doc: 'Largest message on an audio topic that is taken.',
    unit: 'bytes',
    default: 32 * 1024 * 1024,
    minimum: 1_024,
    maximum: 256 * 1024 * 1024,
  }),
  maxSources: whole({
    doc: 'Most sources that are listened to; further ones are refused.',
    default: 200,
    minimum: 1,
    maximum: 10_000,
  }),
} as const

/** Which bundle judges, and on what it is computed. */
export const MODEL = {
  directory: text({ doc: 'Folder with a folder for each bundle.', default: 'models', pattern: /./, form: 'a path' }),
  name: text({
    doc: 'Bundle that judges live sources.',
    default: 'fan',
    pattern: /^[A-Za-z0-9_.-]{1,64}$/,
    form: '1 to 64 of A-Z a-z 0-9 _ . -',
    changeable: true,
  }),
  engine: choice({
    doc: 'What computes networks. auto: the best that loads, in the order of this list.',
    default: 'auto',
    choices: ['auto', 'tensorflow', 'wasm', 'cpu'],
  }),
  maxLoaded: whole({
    doc: 'Most bundles that /api/score keeps in memory at once.',
    default: 4,
    minimum: 1,
    maximum: 32,
  }),
} as const

/** How live sound is cut. */
export const WINDOW = {
  hopFrames: whole({
    doc: "From one window to the next, in STFT frames (43 are about 1 s in the fan's bundle). 0: as the bundle says.",
    unit: 'frames',
    default: 0,
    minimum: 0,
    maximum: 100_000,
  }),
} as const

/** How much may wait; all that is dropped is counted. */
export const QUEUE = {
  chunksPerSource: whole({
    doc: 'Chunks of one source that may wait; then the oldest is dropped and counted.',
    unit: 'chunks',
    default: 64,
    minimum: 1,
    maximum: 10_000,
  }),
  windowsPerSource: whole({
    doc: 'Windows of one source that may wait to be scored; then the oldest is dropped and counted.',
    unit: 'windows',
    default: 4,
    minimum: 1,
    maximum: 1_000,
  }),
  events: whole({
    doc: 'Alarm events that may wait for the broker; then the oldest is dropped and counted.',
    unit: 'events',
    default: 10_000,
    minimum: 1,
    maximum: 1_000_000,
  }),
} as const
