import { BandPlan, BandTrack } from '../../dsp/band-track.ts'
import type { SampleHistory } from '../../dsp/sample-history.ts'
import { SumTrack } from '../../dsp/sum-track.ts'
import type { WindowStreamParams } from '../../dsp/window-stream.ts'
import type { NormalSoundSpec } from '../normal-only-manifest.ts'
import type { NormalSoundExtractor, SoundFrames } from './normal-sound.ts'

/** Whether frames lie on a grid that all windows share, so that each can be computed once. */
export function haveCommonGrid({ spectrum, modulation }: NormalSoundSpec, hopLength: number): boolean {
  return hopLength % spectrum.hopLength === 0 && hopLength % modulation.hopLength === 0
}

/** What the tracks of all sources share. */
export class SoundPlan {
  readonly extractor: NormalSoundExtractor
  readonly windows: WindowStreamParams
  readonly levels: BandPlan
  readonly powers: BandPlan

  /**
   * @param windows - Whose frames {@link haveCommonGrid}.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when they are shorter than the bundle's minimum.
   */
  constructor(extractor: NormalSoundExtractor, windows: WindowStreamParams) {
    extractor.assertLength(windows.windowLength)
    this.extractor = extractor
    this.windows = windows
    this.levels = new BandPlan(extractor.logMel, windows)
    this.powers = new BandPlan(extractor.octavePowers, windows)
  }
}

/** The frames of one stretch that a detector of normal sound looks at, each computed once. */
export class SoundTracks {
  readonly levels: BandTrack
  readonly lookBack: number
  readonly #powers: BandTrack
  readonly #low: SumTrack | undefined
  readonly #plan: SoundPlan

  constructor(plan: SoundPlan) {
    this.#plan = plan
    this.levels = new BandTrack(plan.levels)
    this.#powers = new BandTrack(plan.powers)
    this.#low = plan.extractor.low && new SumTrack(plan.extractor.low.spectrum, plan.windows)
    this.lookBack = Math.max(this.levels.lookBack, this.#powers.lookBack, this.#low?.lookBack ?? 0)
  }

  restart(): void {
    this.levels.restart()
    this.#powers.restart()
    this.#low?.restart()
  }

  follow(history: SampleHistory, nextStart: number): void {
    this.levels.follow(history)
    this.#powers.follow(history)
    this.#low?.follow(history, nextStart)
  }

  /** @returns What `NormalSoundExtractor.fromFrames` takes of a window; it holds until the next call. */
  finish(history: SampleHistory, tail: Float32Array, windowStart: number): SoundFrames {
    const { levels, powers } = this.#plan
    return {
      levels: { ...this.levels.finish(history, tail, windowStart), nFrames: levels.nFrames },
      powers: { ...this.#powers.finish(history, tail, windowStart), nFrames: powers.nFrames },
      ...(this.#low && { lowTotal: this.#low.finish(history, tail, windowStart) }),
    }
  }
}
