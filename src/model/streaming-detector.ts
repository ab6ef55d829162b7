import type { SampleHistory } from '../dsp/sample-history.ts'
import { WindowStream, type WindowStreamParams, type WindowWork } from '../dsp/window-stream.ts'
import type { Distance } from './detectors/baselines.ts'
import type { NormalDetector } from './detectors/normal-detector.ts'
import type { NormalSoundExtractor, SoundSummary } from './detectors/normal-sound.ts'
import { SoundPlan, SoundTracks } from './detectors/sound-tracks.ts'
import { StackPlan, StackTrack } from './detectors/stack-track.ts'
import { type FrontEndStream, frontEndStream, type WindowInput } from './front-end-stream.ts'

/** What a detector has to know of a window to judge it and to say why. */
export interface FollowedSound extends SoundSummary {
  /** From the nearest baseline of its spectrum. */
  readonly spectrum: Distance
}

/**
 * Prepare for live streams of one detector of normal sound: the input of a window is {@link FollowedSound}, packed.
 *
 * @param windows - Whose hop is a multiple of the frames'.
 * @returns Opens the stream of one source. Streams share tables and scratch memory; each has some 700 kB of its own
 *   (windows of 10 s at 16 kHz).
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when the windows are shorter than the bundle's minimum.
 */
export function createStreamingDetector(
  extractor: NormalSoundExtractor,
  detector: NormalDetector,
  windows: WindowStreamParams,
): () => FrontEndStream {
  const sound = new SoundPlan(extractor, windows)
  const stacks = new StackPlan(extractor, detector.spectrum, sound.levels.nFrames, windows)
  return () => frontEndStream(new WindowStream(windows, new DetectorWork(sound, stacks)))
}

class DetectorWork implements WindowWork<WindowInput> {
  readonly lookBack: number
  readonly #plan: SoundPlan
  readonly #sound: SoundTracks
  readonly #stacks: StackTrack

  constructor(plan: SoundPlan, stacks: StackPlan) {
    this.#plan = plan
    this.#sound = new SoundTracks(plan)
    this.#stacks = new StackTrack(stacks, this.#sound.levels)
    this.lookBack = this.#sound.lookBack
  }

  restart(): void {
    this.#sound.restart()
    this.#stacks.restart()
  }

  follow(history: SampleHistory, nextStart: number): void {
    this.#sound.follow(history, nextStart)
    this.#stacks.follow()
  }

  finish(history: SampleHistory, tail: Float32Array, windowStart: number): WindowInput {
    const { extractor, windows } = this.#plan
    const frames = this.#sound.finish(history, tail, windowStart)
    const { level, ...summary } = extractor.summarise(frames)
    const spectrum = this.#stacks.finish(frames.levels.columns, level, windowStart / extractor.logMel.grid.hopLength)
    return { input: pack({ spectrum, ...summary }), end: windowStart + windows.windowLength }
  }
}

const PACKED_DISTANCE = 2

function pack({ spectrum: { squared, nearest }, bandLevels, modulation, low }: FollowedSound): Float32Array {
  return Float32Array.of(squared, nearest, ...bandLevels, ...modulation, ...(low?.hum ?? []))
}

/** Undo the packing of an input. */
export function unpackFollowed(
  input: Float32Array,
  { spec, modulationSize, low }: Pick<NormalSoundExtractor, 'spec' | 'modulationSize' | 'low'>,
): FollowedSound {
  const [squared = Number.NaN, nearest = 0] = input
  const modulationAt = PACKED_DISTANCE + spec.spectrum.nMels
  const humAt = modulationAt + modulationSize
  return {
    spectrum: { squared, nearest },
    bandLevels: Float64Array.from(input.subarray(PACKED_DISTANCE, modulationAt)),
    modulation: Float64Array.from(input.subarray(modulationAt, humAt)),
    ...(low && { low: { hum: Float64Array.from(input.subarray(humAt)) } }),
  }
}
