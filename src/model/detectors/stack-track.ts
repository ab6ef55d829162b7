import { allocateFrames, type BandFrames, framesWithin } from '../../dsp/band-steps.ts'
import type { BandTrack } from '../../dsp/band-track.ts'
import { SIDES } from '../../dsp/kernel/distance-kernel.ts'
import { GROUP, PIECE, type WindowStreamParams } from '../../dsp/window-stream.ts'
import type { Baselines, Distance } from './baselines.ts'
import type { NormalSoundExtractor } from './normal-sound.ts'

/** What the stacks of all sources share. */
export class StackPlan {
  readonly extractor: NormalSoundExtractor
  readonly baselines: Baselines
  /** Stacks of a window. */
  readonly nStacks: number
  /** Whether windows have stacks in common, and are long enough that those wait which are computed together. */
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
    const mostWaiting = SIDES * strideFrames + stackedFrames + GROUP + PIECE / hopLength
    this.areShared = windows.hopLength % (strideFrames * hopLength) === 0 && nFrames >= mostWaiting
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

  /** Project stacks whose frames are known by now: what is left waits for the next. */
  follow(): void {
    this.#project(SIDES)
  }

  /**
   * @param columns - The window's log-mel columns.
   * @param level - Their mean.
   * @param firstFrame - Of the window, in its stretch.
   */
  finish(columns: Float32Array, level: number, firstFrame: number): Distance {
    this.#project(1)
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

  /** Project the stacks whose frames are known, in multiples of `multiple`. */
  #project(multiple: number): void {
    const { extractor, baselines, areShared, nStacks, stack } = this.#plan
    if (!areShared) return
    const { strideFrames, stackedFrames } = extractor.spec.spectrum
    const whole = framesWithin({ nFft: stackedFrames, hopLength: strideFrames }, this.#levels.next) - this.#next
    const end = this.#next + whole - (whole % multiple)
    while (this.#next < end) {
      const row = this.#next % nStacks
      const count = Math.min(end - this.#next, nStacks - row)
      const read = (i: number, out: Float64Array) => {
        const first = (this.#next + i) * strideFrames
        this.#levels.copy(first, first + stackedFrames, stack)
        out.set(stack.columns)
      }
      baselines.project(count, read, this.#ring, row)
      this.#next += count
    }
  }
}
