import { FRAME_LENGTH, type FrameMeasures, type Indicators, MAX_FRAMES, measureFrame, summarise } from './indicators.ts'
import type { LevelSums } from './kernel/sample-kernel.ts'
import { addLevel, levelOf, NO_LEVEL } from './level.ts'
import type { SampleHistory } from './sample-history.ts'
import { WindowStream, type WindowStreamParams, type WindowWork } from './window-stream.ts'

export interface WindowIndicatorsParams extends WindowStreamParams {
  readonly sampleRateHz: number
}

/** The indicators of one window of a stretch. */
export interface MeasuredWindow {
  readonly indicators: Indicators
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/**
 * The condition indicators of successive windows of one stretch, measured while it arrives. Frames and sums of squares
 * lie on a grid that all windows share, at least {@link MAX_FRAMES} to a window as far as the hop allows; each is
 * measured once. A window by itself, with no other before it, gives the same numbers, bit for bit.
 */
export class WindowIndicators extends WindowStream<MeasuredWindow> {
  constructor(params: WindowIndicatorsParams) {
    super(params, new IndicatorWork(params))
  }
}

/** A block of the stretch so far, and the frame at its beginning once that is whole. */
interface Block {
  sums: LevelSums
  frame: FrameMeasures | undefined
}

class IndicatorWork implements WindowWork<MeasuredWindow> {
  readonly lookBack = FRAME_LENGTH
  readonly #windowLength: number
  readonly #sampleRateHz: number
  readonly #blockLength: number
  /** By their places in the stretch, in order. */
  readonly #blocks = new Map<number, Block>()
  /** Samples of the stretch that were measured. */
  #end = 0

  constructor({ windowLength, hopLength, sampleRateHz }: WindowIndicatorsParams) {
    this.#windowLength = windowLength
    this.#sampleRateHz = sampleRateHz
    this.#blockLength = blockLengthFor(windowLength, hopLength)
  }

  restart(): void {
    this.#blocks.clear()
    this.#end = 0
  }

  follow({ view, start, end }: SampleHistory, nextStart: number): void {
    for (const at of this.#blocks.keys()) if (at < nextStart) this.#blocks.delete(at)
    for (let from = Math.max(this.#end, nextStart); from < end; ) {
      const at = from - (from % this.#blockLength)
      const to = Math.min(end, at + this.#blockLength)
      const block = this.#blockAt(at)
      block.sums = addLevel(block.sums, view.subarray(from - start, to - start))
      from = to
    }
    for (const [at, block] of this.#blocks) {
      if (block.frame === undefined && at + FRAME_LENGTH <= end) block.frame = this.#frameAt(view, at - start)
    }
    this.#end = Math.max(this.#end, end)
  }

  finish(history: SampleHistory, tail: Float32Array, windowStart: number): MeasuredWindow {
    const { start } = history
    const y = history.viewWith(tail)
    const windowEnd = windowStart + this.#windowLength
    const frames: FrameMeasures[] = []
    let energy = 0
    let peak = 0
    for (let at = windowStart; at < windowEnd; at += this.#blockLength) {
      const known = this.#blocks.get(at) ?? { sums: NO_LEVEL, frame: undefined }
      const end = Math.min(windowEnd, at + this.#blockLength)
      // What is not measured yet are samples of the tail, which may yet turn out otherwise: nothing of it is kept.
      const rest = y.subarray(at + known.sums.length - start, end - start)
      const level = levelOf(addLevel(known.sums, rest))
      energy += level.energy
      peak = Math.max(peak, level.peak)
      const hasFrame = at === windowStart || at + FRAME_LENGTH <= windowEnd
      if (hasFrame) frames.push(known.frame ?? this.#frameAt(y.subarray(0, windowEnd - start), at - start))
    }
    return { indicators: summarise({ energy, peak }, this.#windowLength, frames), end: windowEnd }
  }

  #blockAt(at: number): Block {
    const block = this.#blocks.get(at) ?? { sums: NO_LEVEL, frame: undefined }
    this.#blocks.set(at, block)
    return block
  }

  #frameAt(y: Float32Array, start: number): FrameMeasures {
    return measureFrame(y.subarray(start, start + FRAME_LENGTH), this.#sampleRateHz)
  }
}

function blockLengthFor(windowLength: number, hopLength: number): number {
  let blockLength = hopLength
  const isTooLong = () => blockLength * MAX_FRAMES > windowLength && blockLength >= 2 * FRAME_LENGTH
  while (isTooLong() && blockLength % 2 === 0) blockLength /= 2
  return blockLength
}
