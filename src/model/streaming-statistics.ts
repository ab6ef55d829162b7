import { framesWithin } from '../dsp/band-steps.ts'
import type { SampleHistory } from '../dsp/sample-history.ts'
import { SumTrack } from '../dsp/sum-track.ts'
import { WindowStream, type WindowStreamParams, type WindowWork } from '../dsp/window-stream.ts'
import { SoundPlan, SoundTracks } from './detectors/sound-tracks.ts'
import { type FrontEndStream, frontEndStream, type WindowInput } from './front-end-stream.ts'
import type { SoundStatistics } from './sound-statistics.ts'

/**
 * Prepare for live streams of one linear classifier: the input of a window is its statistics.
 *
 * @param windows - Whose hop is a multiple of the frames'.
 * @returns Opens the stream of one source. Streams share tables and scratch memory; each has some 400 kB of its own
 *   (windows of 10 s at 16 kHz).
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when the windows are shorter than the bundle's minimum.
 */
export function createStreamingStatistics(meter: SoundStatistics, windows: WindowStreamParams): () => FrontEndStream {
  meter.assertLength(windows.windowLength)
  const plan = new SoundPlan(meter.extractor, windows)
  return () => frontEndStream(new WindowStream(windows, new StatisticsWork(meter, plan)))
}

class StatisticsWork implements WindowWork<WindowInput> {
  readonly lookBack: number
  readonly #meter: SoundStatistics
  readonly #plan: SoundPlan
  readonly #sound: SoundTracks
  readonly #lines: SumTrack

  constructor(meter: SoundStatistics, plan: SoundPlan) {
    this.#meter = meter
    this.#plan = plan
    this.#sound = new SoundTracks(plan)
    this.#lines = new SumTrack(meter.lines, plan.windows)
    this.lookBack = Math.max(this.#sound.lookBack, this.#lines.lookBack)
  }

  restart(): void {
    this.#sound.restart()
    this.#lines.restart()
  }

  follow(history: SampleHistory, nextStart: number): void {
    this.#sound.follow(history, nextStart)
    this.#lines.follow(history, nextStart)
  }

  finish(history: SampleHistory, tail: Float32Array, windowStart: number): WindowInput {
    const { windowLength } = this.#plan.windows
    const frames = this.#sound.finish(history, tail, windowStart)
    const total = this.#lines.finish(history, tail, windowStart)
    const nFrames = framesWithin(this.#meter.lines, windowLength)
    const statistics = this.#meter.fromFrames(frames, { total, nFrames })
    return { input: Float32Array.from(statistics), end: windowStart + windowLength }
  }
}
