import { allocateFrames, type BandFrames, framesWithin } from './band-steps.ts'
import { CepstrumRing } from './cepstrum-ring.ts'
import type { Mfcc } from './mfcc.ts'
import { floorOf, writeEdgeColumns } from './mfcc-steps.ts'
import type { SampleHistory } from './sample-history.ts'
import type { StreamPlan } from './stream-plan.ts'
import { GROUP, WindowStream, type WindowWork } from './window-stream.ts'

/** The coefficients of one window of a stream, which hold only until they are taken. */
export interface WindowMfcc extends Mfcc {
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/**
 * The MFCC of windows that start at samples `0, hop, 2 hop, …` of one unbroken stretch, `hop` a multiple of the
 * STFT's: equal to those of each window by itself, however the stretch is cut into pieces.
 */
export class MfccStream<T> extends WindowStream<T> {
  /** @param take - What becomes of a window's coefficients. */
  constructor(plan: StreamPlan, take: (window: WindowMfcc) => T) {
    const hopLength = plan.hopFrames * plan.steps.grid.hopLength
    super({ windowLength: plan.windowLength, hopLength }, new MfccWork(plan, hopLength, take))
  }
}

/**
 * A frame that lies inside a window is the same in every window that it lies in, so it is computed once. Only
 * frames that hang over an edge belong to one window alone: those at its start are computed as they pass, those at
 * its end when it is complete. The clip below the window's maximum and the DCT follow then.
 */
class MfccWork<T> implements WindowWork<T> {
  readonly lookBack: number
  readonly #plan: StreamPlan
  readonly #hop: number
  readonly #take: (window: WindowMfcc) => T
  readonly #ring: CepstrumRing
  /** Columns at the starts of windows that are under way, by the window's start. */
  readonly #heads = new Map<number, BandFrames>()
  #nextHead = 0

  constructor(plan: StreamPlan, hop: number, take: (window: WindowMfcc) => T) {
    const { steps, inside } = plan
    const { nFft, hopLength } = steps.grid
    this.#plan = plan
    this.#hop = hop
    this.#take = take
    this.lookBack = nFft + (GROUP + 1) * hopLength
    this.#ring = new CepstrumRing(steps, Math.max(1, inside.end - inside.first))
  }

  restart(): void {
    const { nFft, hopLength } = this.#plan.steps.grid
    this.#ring.restart(Math.ceil(nFft / 2 / hopLength))
    this.#heads.clear()
    this.#nextHead = 0
  }

  follow(history: SampleHistory, nextStart: number): void {
    this.#computeHeads(history, nextStart)
    this.#computeFrames(history, GROUP)
  }

  finish(history: SampleHistory, tail: Float32Array, windowStart: number): T {
    const { steps, inside, nFrames, windowLength, assembly, mfcc } = this.#plan
    const { grid } = steps
    this.#computeFrames(history, 1)
    const { start } = history
    const y = history.viewWith(tail)

    const head = this.#heads.get(windowStart)
    if (head === undefined) this.#writeHead(windowStart, y, start, assembly)
    else copyFrames(head, assembly)
    this.#heads.delete(windowStart)

    const firstFrame = windowStart / grid.hopLength
    const known = Math.max(inside.first, Math.min(inside.end, this.#ring.next - firstFrame))
    this.#ring.copyMaxima(firstFrame + inside.first, firstFrame + known, assembly.maxima, inside.first)
    // These hold samples of the tail, which may yet turn out otherwise.
    steps.writeColumns(y, windowStart + grid.start(known) - start, inside.end - known, assembly, known)

    const missing = Math.max(0, start - windowStart)
    const rest = y.subarray(Math.max(0, windowStart - start), windowStart + windowLength - start)
    writeEdgeColumns(steps, rest, missing, { first: inside.end, end: nFrames }, assembly)

    const floorDb = floorOf(steps, assembly, nFrames)
    steps.writeCepstra(assembly.columns, 0, inside.first, floorDb, mfcc, 0)
    this.#ring.writeCepstra(firstFrame + inside.first, firstFrame + known, floorDb, mfcc, inside.first)
    steps.writeCepstra(assembly.columns, known, nFrames - known, floorDb, mfcc, known)
    return this.#take({ ...mfcc, end: windowStart + windowLength })
  }

  /** Compute the frames that are whole, in multiples of `multiple`: what is left waits for the next. */
  #computeFrames({ start, end, view }: SampleHistory, multiple: number): void {
    const { grid } = this.#plan.steps
    const from = grid.start(this.#ring.next)
    const whole = framesWithin(grid, end - from)
    this.#ring.compute(view, from - start, whole - (whole % multiple))
  }

  #computeHeads({ start, end, view }: SampleHistory, nextStart: number): void {
    const { steps, inside, nFrames } = this.#plan
    if (inside.first === nFrames) return
    const { grid } = steps
    const needed = grid.start(inside.first - 1) + grid.nFft
    this.#nextHead = Math.max(this.#nextHead, nextStart)
    for (; this.#nextHead + needed <= end; this.#nextHead += this.#hop) {
      const head = allocateFrames(inside.first, steps.nBands)
      this.#writeHead(this.#nextHead, view, start, head)
      this.#heads.set(this.#nextHead, head)
    }
  }

  #writeHead(windowStart: number, y: Float32Array, yStart: number, out: BandFrames): void {
    const { steps, inside } = this.#plan
    writeEdgeColumns(steps, y.subarray(windowStart - yStart), 0, { first: 0, end: inside.first }, out)
  }
}

function copyFrames(from: BandFrames, to: BandFrames): void {
  to.columns.set(from.columns)
  to.maxima.set(from.maxima)
}
