import { allocateFrames, type BandFrames } from '../../dsp/band-steps.ts'
import type { BandTrack } from '../../dsp/band-track.ts'
import type { WindowStreamParams } from '../../dsp/window-stream.ts'
import type { Baselines, Distance } from './baselines.ts'
import type { NormalSoundExtractor } from './normal-sound.ts'

/** What the stacks of all sources share. */
export class StackPlan {
  readonly extractor: NormalSoundExtractor
  readonly baselines: Baselines
  /** Stacks of a window. */
  readonly nStacks: number
  /** Whether windows have stacks in common. */
  readonly areShared: boolean
  /** Projections of a window's stacks. */
  readonly assembly: Float64Array
  /** One stack's frames. */
  readonly stack: BandFrames

  constructor(extractor: NormalSoundExtractor, baselines: Baselines, nFrames: number, windows: WindowStreamParams) {
    const { strideFrames, stackedFrames, hopLength, nMels } = extractor.spec.spectrum
    this.extractor = extractor
    this.baselines = baselines
    this.nStacks = extractor.stackCount({ nFrames })
    this.areShared = windows.hopLength % (strideFrames * hopLength) === 0
    this.assembly = new Float64Array(this.nStacks * baselines.projectionSize)
    this.stack = allocateFrames(stackedFrames, nMels)
  }
}

/**
 * How far the stacks of frames of each window lie from the nearest baseline. Where windows have stacks in common, each
 * is whitened once, as it was heard: the level of the window, which is known only at its end, comes off its
 * projections.
 */
export class StackTrack {
  readonly #plan: StackPlan
  readonly #levels: BandTrack
  /** Projections of the newest stacks, stack `s` in row `s % nStacks`. */
  readonly #ring: Float64Array
  /** Stack that is projected next. */
  #next = 0

  /** @param levels - Of the same stretch. */
  constructor(plan: StackPlan, levels: BandTrack) {
    this.#plan = plan
    this.#levels = levels
    this.#ring = new Float64Array(plan.areShared ? plan.assembly.length : 0)
  }

  restart(): void {
    this.#next = 0
  }

  /** Project the stacks whose frames are known by now. */
  follow(): void {
    const { extractor, baselines, areShared, nStacks, stack } = this.#plan
    if (!areShared) return
    const { strideFrames, stackedFrames } = extractor.spec.spectrum
    for (; this.#next * strideFrames + stackedFrames <= this.#levels.next; this.#next += 1) {
      const first = this.#next * strideFrames
      this.#levels.copy(first, first + stackedFrames, stack)
      baselines.project(1, (_, out) => out.set(stack.columns), this.#ring, this.#next % nStacks)
    }
  }

  /**
   * @param columns - The window's log-mel columns.
   * @param level - Their mean.
   * @param firstFrame - Of the window, in its stretch.
   */
  finish(columns: Float32Array, level: number, firstFrame: number): Distance {
    const { extractor, baselines, nStacks, assembly, areShared } = this.#plan
    const { projectionSize } = baselines
    const firstStack = firstFrame / extractor.spec.spectrum.strideFrames
    const known = areShared ? Math.min(nStacks, this.#next - firstStack) : 0
    for (let s = 0; s < known; s += 1) {
      const from = ((firstStack + s) % nStacks) * projectionSize
      assembly.set(this.#ring.subarray(from, from + projectionSize), s * projectionSize)
    }
    const read = (i: number, out: Float64Array) => out.set(extractor.stack({ frames: columns }, known + i))
    baselines.project(nStacks - known, read, assembly, known)
    return baselines.distanceOf(assembly, nStacks, level)
  }
}
