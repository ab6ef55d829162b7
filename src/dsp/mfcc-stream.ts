import { allocateFrames, type BandFrames } from './band-steps.ts'
import { ColumnRing } from './column-ring.ts'
import type { Mfcc } from './mfcc.ts'
import { writeEdgeColumns } from './mfcc-steps.ts'
import { SampleHistory } from './sample-history.ts'
import type { StreamPlan } from './stream-plan.ts'

/** The coefficients of one window of a stream. */
export interface WindowMfcc extends Mfcc {
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/** Most samples that are looked at in one go, so that long chunks need no more memory than short ones. */
const PIECE = 8_192

/** Frames that the fast path computes as quickly as one. */
const GROUP = 4

/**
 * The MFCC of windows that start at samples `0, hop, 2 hop, …` of one unbroken stretch, `hop` a multiple of the
 * STFT's: equal to those of each window by itself, however the stretch is cut into pieces.
 *
 * A frame that lies inside a window is the same in every window that it lies in, so it is computed once. Only
 * frames that hang over an edge belong to one window alone: those at its start are computed as they pass, those at
 * its end when it is complete. The clip below the window's maximum and the DCT follow then. Of the samples no more is
 * kept than a few frames.
 */
export class MfccStream {
  readonly #plan: StreamPlan
  readonly #hop: number
  readonly #history: SampleHistory
  readonly #ring: ColumnRing
  /** Columns at the starts of windows that are under way, by the window's start. */
  readonly #heads = new Map<number, BandFrames>()
  #nextHead = 0
  /** Start of the next window to be complete. */
  #nextStart = 0

  constructor(plan: StreamPlan) {
    const { steps, inside, hopFrames } = plan
    const { nFft, hopLength } = steps.grid
    this.#plan = plan
    this.#hop = hopFrames * hopLength
    this.#history = new SampleHistory(nFft + (GROUP + 1) * hopLength, PIECE)
    this.#ring = new ColumnRing(steps, Math.max(1, inside.end - inside.first))
    this.restart()
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    const { nFft, hopLength } = this.#plan.steps.grid
    this.#history.clear()
    this.#ring.restart(Math.ceil(nFft / 2 / hopLength))
    this.#heads.clear()
    this.#nextHead = 0
    this.#nextStart = 0
  }

  /**
   * Take the next samples of the stretch.
   *
   * @param y - All finite.
   * @returns The windows that are now complete, in order.
   */
  push(y: Float32Array): WindowMfcc[] {
    const windows: WindowMfcc[] = []
    let taken = 0
    while (taken < y.length) {
      const piece = y.subarray(taken, taken + Math.min(this.#lacking, PIECE))
      this.#history.append(piece)
      taken += piece.length
      this.#computeHeads()
      this.#computeFrames(GROUP)
      if (this.#lacking === 0) windows.push(this.#finish(new Float32Array(0)))
    }
    return windows
  }

  /**
   * The windows that only lack samples of `tail`, which is what the stretch would end with if it ended now. They
   * are not given a second time when the stretch goes on.
   */
  complete(tail: Float32Array): WindowMfcc[] {
    const windows: WindowMfcc[] = []
    while (this.#lacking <= Math.min(tail.length, this.#plan.windowLength)) {
      windows.push(this.#finish(tail.subarray(0, this.#lacking)))
    }
    return windows
  }

  /** Samples that the next window lacks. */
  get #lacking(): number {
    return this.#nextStart + this.#plan.windowLength - this.#history.end
  }

  /** Compute the frames that are whole, in multiples of `multiple`: what is left waits for the next. */
  #computeFrames(multiple: number): void {
    const { nFft, hopLength } = this.#plan.steps.grid
    const { end, start } = this.#history
    const from = this.#ring.next * hopLength - nFft / 2
    const whole = Math.max(0, Math.floor((end - from - nFft) / hopLength) + 1)
    this.#ring.compute(this.#history.view(), from - start, whole - (whole % multiple))
  }

  #computeHeads(): void {
    const { steps, inside, nFrames } = this.#plan
    if (inside.first === nFrames) return
    const { grid } = steps
    const needed = grid.start(inside.first - 1) + grid.nFft
    this.#nextHead = Math.max(this.#nextHead, this.#nextStart)
    for (; this.#nextHead + needed <= this.#history.end; this.#nextHead += this.#hop) {
      const head = allocateFrames(inside.first, steps.nBands)
      this.#writeHead(this.#nextHead, this.#history.view(), this.#history.start, head)
      this.#heads.set(this.#nextHead, head)
    }
  }

  #writeHead(windowStart: number, y: Float32Array, yStart: number, out: BandFrames): void {
    const { steps, inside } = this.#plan
    writeEdgeColumns(steps, y.subarray(windowStart - yStart), 0, { first: 0, end: inside.first }, out)
  }

  /** Put the next window together. @param tail - Its last samples, where the stretch has them not yet. */
  #finish(tail: Float32Array): WindowMfcc {
    const { steps, inside, nFrames, windowLength, assembly } = this.#plan
    const { grid } = steps
    const windowStart = this.#nextStart
    this.#computeFrames(1)
    const { start } = this.#history
    const y = tail.length === 0 ? this.#history.view() : concatenate(this.#history.view(), tail)

    const head = this.#heads.get(windowStart)
    if (head === undefined) this.#writeHead(windowStart, y, start, assembly)
    else copyFrames(head, assembly)
    this.#heads.delete(windowStart)

    const firstFrame = windowStart / grid.hopLength
    const known = Math.max(inside.first, Math.min(inside.end, this.#ring.next - firstFrame))
    this.#ring.copy(firstFrame + inside.first, firstFrame + known, assembly, inside.first)
    // These hold samples of the tail, which may yet turn out otherwise.
    steps.writeColumns(y, windowStart + grid.start(known) - start, inside.end - known, assembly, known)

    const missing = Math.max(0, start - windowStart)
    const rest = y.subarray(Math.max(0, windowStart - start), windowStart + windowLength - start)
    writeEdgeColumns(steps, rest, missing, { first: inside.end, end: nFrames }, assembly)

    this.#nextStart += this.#hop
    return { data: steps.cepstra(assembly, nFrames), nFrames, end: windowStart + windowLength }
  }
}

function copyFrames(from: BandFrames, to: BandFrames): void {
  to.columns.set(from.columns)
  to.maxima.set(from.maxima)
}

function concatenate(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
