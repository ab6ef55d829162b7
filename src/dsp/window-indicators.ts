import {
  FRAME_LENGTH,
  type FrameMeasures,
  type Indicators,
  type Level,
  MAX_FRAMES,
  measureFrame,
  measureLevel,
  summarise,
} from './indicators.ts'

export interface WindowIndicatorsParams {
  /** @unit samples */
  readonly windowLength: number
  /** From the start of one window to the start of the next. @unit samples */
  readonly hopLength: number
  readonly sampleRateHz: number
}

/** Samples in one piece of memory, or that are read as if they were. */
export interface MeasuredSamples {
  readonly length: number
  subarray(start: number, end: number): Float32Array
}

/** A block of the stretch, and the frame at its beginning. */
interface Block {
  readonly level: Level
  /** Left out of a block at the window's end that is shorter than a frame. */
  readonly frame: FrameMeasures | undefined
}

/**
 * The condition indicators of successive windows of one stretch. Frames and sums of squares lie on a grid that all
 * windows share, at least {@link MAX_FRAMES} to a window as far as the hop allows; each is measured once. A window
 * by itself, with no other before it, gives the same numbers, bit for bit.
 */
export class WindowIndicators {
  readonly #sampleRateHz: number
  readonly #blockLength: number
  /** By their places in the stretch, in order. */
  readonly #blocks = new Map<number, Block>()

  constructor({ windowLength, hopLength, sampleRateHz }: WindowIndicatorsParams) {
    this.#sampleRateHz = sampleRateHz
    let blockLength = hopLength
    const isTooLong = () => blockLength * MAX_FRAMES > windowLength && blockLength >= 2 * FRAME_LENGTH
    while (isTooLong() && blockLength % 2 === 0) blockLength /= 2
    this.#blockLength = blockLength
  }

  /** Forget the stretch. */
  restart(): void {
    this.#blocks.clear()
  }

  /**
   * @param y - The window, shape `[windowLength]`.
   * @param start - Its place in the stretch; windows are measured in their order.
   * @param certain - How many of its samples are certain: what was measured of others is not kept.
   */
  measure(y: MeasuredSamples, start: number, certain = y.length): Indicators {
    for (const at of this.#blocks.keys()) if (at < start) this.#blocks.delete(at)
    const frames: FrameMeasures[] = []
    let energy = 0
    let peak = 0
    for (let at = 0; at < y.length; at += this.#blockLength) {
      const end = Math.min(y.length, at + this.#blockLength)
      const block = this.#blocks.get(start + at) ?? this.#measureBlock(y, at, end)
      const isWhole = end - at === this.#blockLength && at + Math.max(this.#blockLength, FRAME_LENGTH) <= certain
      if (isWhole) this.#blocks.set(start + at, block)
      energy += block.level.energy
      peak = Math.max(peak, block.level.peak)
      if (block.frame !== undefined) frames.push(block.frame)
    }
    return summarise({ energy, peak }, y.length, frames)
  }

  #measureBlock(y: MeasuredSamples, at: number, end: number): Block {
    const hasFrame = at === 0 || at + FRAME_LENGTH <= y.length
    const frame = hasFrame ? measureFrame(y.subarray(at, at + FRAME_LENGTH), this.#sampleRateHz) : undefined
    return { level: measureLevel(y.subarray(at, end)), frame }
  }
}
