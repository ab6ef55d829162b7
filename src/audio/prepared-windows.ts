import type { Indicators } from '../dsp/indicators.ts'
import { WindowIndicators, type WindowIndicatorsParams } from '../dsp/window-indicators.ts'
import { ParameterError } from '../errors.ts'
import { type CutWindow, type WholeWindow, WindowCutter } from './window-cutter.ts'

/** What a model takes of one window. */
interface PreparedInput {
  /** Owned by the receiver. */
  readonly input: Float32Array
  /** Samples up to the window's end, counted from the stream's beginning. */
  readonly end: number
}

/**
 * Computes what a model takes of each window while the window's sound arrives. It is told of the same samples as
 * a {@link WindowCutter} with the same lengths, and gives the same windows at the same time.
 */
export interface InputStream {
  /** Forget the stretch; the next samples begin another. */
  restart(): void
  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  push(y: Float32Array): readonly PreparedInput[]
  /** As {@link WindowCutter.complete}. */
  complete(tail: Float32Array): readonly PreparedInput[]
}

export interface PreparedWindow {
  /** Samples, shape `[windowLength]`, owned by the receiver; left out where the window was prepared. */
  readonly y?: Float32Array
  /** What the model takes, where the window was prepared. */
  readonly input?: Float32Array
  readonly indicators?: Indicators
  /** Samples of the stretch up to the window's end. */
  readonly end: number
}

/**
 * Cut one unbroken stretch of samples into windows: each with its samples, or prepared, with what the model takes of
 * them and their condition indicators.
 */
export class PreparedWindows {
  readonly #cutter: WindowCutter<PreparedWindow>
  readonly #indicators: WindowIndicators
  #inputs: InputStream | undefined
  /** Where in the stretch the inputs' own begins. */
  #begin = 0
  /** Samples that go by before it does. */
  #untilBegin = 0

  /** @param inputs - A stream of its own. */
  constructor(params: WindowIndicatorsParams, inputs?: InputStream) {
    this.#cutter = new WindowCutter(params, (window) => this.#take(window))
    this.#indicators = new WindowIndicators(params)
    this.#inputs = inputs
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#cutter.restart()
    this.#indicators.restart()
    this.#inputs?.restart()
    this.#begin = 0
    this.#untilBegin = 0
  }

  /** Prepare by another stream from the next window on. The stretch goes on, and no window is lost. */
  prepareBy(inputs: InputStream | undefined): void {
    const { nextStart, end } = this.#cutter
    this.#inputs = inputs
    this.#begin = nextStart
    this.#untilBegin = Math.max(0, nextStart - end)
    inputs?.restart()
    inputs?.push(this.#cutter.sinceNextStart())
  }

  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  append(y: Float32Array): PreparedWindow[] {
    const goneBy = Math.min(this.#untilBegin, y.length)
    this.#untilBegin -= goneBy
    const inputs = this.#inputs?.push(y.subarray(goneBy)) ?? []
    return this.#join(this.#cutter.append(y), inputs)
  }

  /** As {@link WindowCutter.complete}. */
  complete(tail: Float32Array): PreparedWindow[] {
    const inputs = this.#inputs?.complete(tail.subarray(this.#untilBegin)) ?? []
    return this.#join(this.#cutter.complete(tail), inputs)
  }

  /** As {@link WindowCutter.latest}: a window that nobody foresaw is not prepared. */
  latest(tail: Float32Array): CutWindow | undefined {
    return this.#cutter.latest(tail)
  }

  #take({ y, end, provisional }: WholeWindow): PreparedWindow {
    if (this.#inputs === undefined) return { y: y.slice(), end }
    return { indicators: this.#indicators.measure(y, end - y.length, y.length - provisional), end }
  }

  /** @throws {@link ParameterError} when the two disagree about what a window is. */
  #join(windows: readonly PreparedWindow[], inputs: readonly PreparedInput[]): PreparedWindow[] {
    if (this.#inputs === undefined) return [...windows]
    return windows.map((window, i) => {
      const prepared = inputs[i]
      if (prepared === undefined || this.#begin + prepared.end !== window.end) {
        throw new ParameterError(`the window that ends at sample ${window.end} was not prepared`)
      }
      return { ...window, input: prepared.input }
    })
  }
}
