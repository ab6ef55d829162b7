import type { Indicators } from '../dsp/indicators.ts'
import { type MeasuredWindow, WindowIndicators, type WindowIndicatorsParams } from '../dsp/window-indicators.ts'
import { ParameterError } from '../errors.ts'
import { WindowCutter } from './window-cutter.ts'

/** What a model takes of one window. */
interface PreparedInput {
  /** Owned by the receiver. */
  readonly input: Float32Array
  /** Samples up to the window's end, counted from the stream's beginning. */
  readonly end: number
}

/** Makes something of each window of a stretch; in the same order and at the same time as a {@link WindowCutter}. */
interface WindowMaker<T> {
  /** Forget the stretch; the next samples begin another. */
  restart(): void
  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  push(y: Float32Array): readonly T[]
  /** As {@link WindowCutter.complete}. */
  complete(tail: Float32Array): readonly T[]
}

/** Computes what a model takes of each window while the window's sound arrives. */
export type InputStream = WindowMaker<PreparedInput>

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
 * them and their condition indicators. Where they are prepared, their samples are not kept.
 */
export class PreparedWindows {
  readonly #params: WindowIndicatorsParams
  #maker: WindowMaker<PreparedWindow>
  /** Where in the stretch the maker's own begins. */
  #begin = 0
  #end = 0
  #nextStart = 0

  /** @param inputs - A stream of its own. */
  constructor(params: WindowIndicatorsParams, inputs?: InputStream) {
    this.#params = params
    this.#maker = makerFor(params, inputs)
  }

  /** Samples of the stretch so far. */
  get end(): number {
    return this.#end
  }

  /** Samples of the next window so far. */
  get begun(): number {
    return Math.max(0, this.#end - this.#nextStart)
  }

  /** Forget the stretch; the next samples begin another. */
  restart(): void {
    this.#maker.restart()
    this.#begin = 0
    this.#end = 0
    this.#nextStart = 0
  }

  /**
   * Prepare by another stream from the next window on. The stretch goes on, and no window is lost.
   *
   * @param y - The next window's samples so far: {@link begun} of them.
   */
  prepareBy(inputs: InputStream | undefined, y: Float32Array): void {
    this.#maker = makerFor(this.#params, inputs)
    this.#begin = this.#nextStart
    this.#maker.push(y)
  }

  /** Take the next samples of the stretch. @returns The windows that are now complete, in order. */
  append(y: Float32Array): PreparedWindow[] {
    const goneBy = Math.min(y.length, Math.max(0, this.#begin - this.#end))
    this.#end += y.length
    return this.#take(this.#maker.push(y.subarray(goneBy)))
  }

  /** As {@link WindowCutter.complete}. */
  complete(tail: Float32Array): PreparedWindow[] {
    return this.#end < this.#begin ? [] : this.#take(this.#maker.complete(tail))
  }

  #take(made: readonly PreparedWindow[]): PreparedWindow[] {
    const windows = made.map((window) => ({ ...window, end: this.#begin + window.end }))
    this.#nextStart += windows.length * this.#params.hopLength
    return windows
  }
}

function makerFor(params: WindowIndicatorsParams, inputs: InputStream | undefined): WindowMaker<PreparedWindow> {
  return inputs === undefined ? new WindowCutter(params) : new Preparation(params, inputs)
}

/** What the model takes, and the condition indicators. */
class Preparation implements WindowMaker<PreparedWindow> {
  readonly #inputs: InputStream
  readonly #indicators: WindowIndicators

  constructor(params: WindowIndicatorsParams, inputs: InputStream) {
    this.#inputs = inputs
    this.#indicators = new WindowIndicators(params)
    inputs.restart()
  }

  restart(): void {
    this.#inputs.restart()
    this.#indicators.restart()
  }

  push(y: Float32Array): PreparedWindow[] {
    return join(this.#inputs.push(y), this.#indicators.push(y))
  }

  complete(tail: Float32Array): PreparedWindow[] {
    return join(this.#inputs.complete(tail), this.#indicators.complete(tail))
  }
}

/** @throws {@link ParameterError} when the two disagree about what a window is. */
function join(inputs: readonly PreparedInput[], measured: readonly MeasuredWindow[]): PreparedWindow[] {
  return measured.map(({ indicators, end }, i) => {
    const prepared = inputs[i]
    if (prepared?.end !== end) throw new ParameterError(`the window that ends at sample ${end} was not prepared`)
    return { input: prepared.input, indicators, end }
  })
}
