import { MAX_CHANNELS, MAX_SAMPLE_RATE_HZ, MIN_CHUNK_SECONDS, MIN_SAMPLE_RATE_HZ } from '../../audio/limits.ts'
import { SAMPLE_ENCODINGS } from '../../audio/sample-encoding.ts'
import { ENGINES } from '../../model/engine-name.ts'
import { choice, real, text, whole } from '../key.ts'

/** What is taken as audio. */
export const AUDIO = {
  defaultFormat: choice({
    doc: 'Samples of raw PCM whose message does not say.',
    default: 's16le',
    choices: SAMPLE_ENCODINGS,
  }),
  defaultSampleRateHz: whole({
    doc: 'Sampling rate of raw PCM whose message does not say.',
    unit: 'Hz',
    default: 16_000,
    minimum: MIN_SAMPLE_RATE_HZ,
    maximum: MAX_SAMPLE_RATE_HZ,
  }),
  defaultChannels: whole({
    doc: 'Channels of raw PCM whose message does not say.',
    default: 1,
    minimum: 1,
    maximum: MAX_CHANNELS,
  }),
  maxChunkSeconds: real({
    doc: 'Longest chunk that is taken.',
    unit: 's',
    default: 60,
    minimum: MIN_CHUNK_SECONDS,
    maximum: 600,
  }),
  maxChunkBytes: whole({
    doc: 'Largest message on an audio topic that is taken.',
    unit: 'bytes',
    default: 64 * 1024 * 1024,
    minimum: 1_024,
    maximum: 256 * 1024 * 1024,
  }),
  sources: text({
    doc: 'Sources that are listened to: names with commas between, * for any characters. Empty: all.',
    default: '',
    pattern: /^[A-Za-z0-9_.*-]+(,[A-Za-z0-9_.*-]+)*$/,
    form: 'names like fan-1,press-*',
    changeable: true,
  }),
  maxSources: whole({
    doc: 'Most sources that are listened to; a further one takes the place of one that was silent for an hour, or is refused.',
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
    choices: ['auto', ...ENGINES],
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
    doc: "From one window to the next, in STFT frames (32 are about 1 s in the fan's bundle). 0: as the bundle says.",
    unit: 'frames',
    default: 0,
    minimum: 0,
    maximum: 100_000,
    changeable: true,
  }),
} as const

/** How much may wait; all that is dropped is counted. */
export const QUEUE = {
  waitingSeconds: real({
    doc: 'Sound of one source that may wait to be cut; then the oldest chunk is dropped.',
    unit: 's',
    default: 30,
    minimum: 1,
    maximum: 600,
  }),
  waitingWindows: whole({
    doc: 'Windows of one source that may wait to be scored; then the oldest is dropped.',
    unit: 'windows',
    default: 4,
    minimum: 1,
    maximum: 1_000,
  }),
} as const

/** Where alarm events wait until the broker or hub has them. */
export const OUTBOX = {
  directory: text({
    doc: 'Folder for events that wait; on a device, one that outlives the container.',
    default: 'data/outbox',
    pattern: /./,
    form: 'a path',
  }),
  maxBytes: whole({
    doc: 'Most that may wait for one way out; then the oldest is dropped.',
    unit: 'bytes',
    default: 32 * 1024 * 1024,
    minimum: 64 * 1024,
    maximum: 4 * 1024 * 1024 * 1024,
  }),
  maxAgeDays: real({
    doc: 'An event that waited longer is dropped.',
    unit: 'days',
    default: 30,
    minimum: 0.01,
    maximum: 3_650,
  }),
} as const
