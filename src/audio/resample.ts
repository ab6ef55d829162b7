import { kernelModule } from '../dsp/kernel/kernel-module.ts'
import { AudioError, ParameterError } from '../errors.ts'
import type { KaiserFilterName } from './kaiser-filter.ts'
import { type RowSums, rowSumsFor } from './row-sums.ts'
import { type AllocateSamples, newSamples } from './sample-pool.ts'
import { reachOf, tapRowsFor } from './tap-rows.ts'

/** How one rate becomes another; `none` refuses to. A bundle names it because it is part of the model. */
export type ResamplerName = KaiserFilterName | 'none'

export interface ResampleParams {
  /** Rate of the input: a whole number. @unit Hz */
  readonly fromHz: number
  /** Rate of the output: a whole number. @unit Hz */
  readonly toHz: number
  readonly resampler: ResamplerName
}

/** @unit samples */
const MAX_SHARED = 65_536
/** So many of a clip are put in at once, or come out where these are more. @unit samples */
const PIECE = MAX_SHARED / 4

/** Beyond this ratio resampy's step through its 512-entry table would come near zero. */
const MAX_RATIO = 256

/**
 * Resample a whole clip as `librosa.load(res_type='kaiser_fast')` does.
 *
 * Positions are kept as exact fractions, so nothing drifts however long the clip
 * is. Before the first and after the last sample there is silence.
 *
 * @param y - Mono signal, shape `[n]`.
 * @param kernel - Sums in single precision by WebAssembly where it is given, else in double precision.
 * @param allocate - Where the output goes.
 * @returns Shape `[ceil(n * toHz / fromHz)]`, never `y` itself; where `n * toHz / fromHz` is
 *   not whole the last sample is 0, as librosa's `fix_length` leaves it.
 * @throws {@link AudioError} `EARSHOT_AUDIO_RATE` when the rates differ and the resampler is
 *   `none`, or when they differ by more than 256 times.
 * @throws {@link ParameterError} when a rate is not a positive whole number.
 * @see resampy 0.4.2 `core.resample`, librosa 0.11 `core.resample`.
 */
export function resample(
  y: Float32Array,
  params: ResampleParams,
  kernel = kernelModule(),
  allocate: AllocateSamples = newSamples,
): Float32Array {
  const stream = new StreamResampler(params, kernel)
  const { fromHz, toHz } = params
  const out = allocate(Math.ceil((y.length * toHz) / fromHz))
  // In pieces that the stream has room for, and the processor's caches.
  const atOnce = Math.max(1, Math.floor(Math.min(1, fromHz / toHz) * PIECE))
  let written = 0
  const write = (samples: Float32Array): void => {
    out.set(samples, written)
    written += samples.length
  }
  for (let at = 0; at < y.length; at += atOnce) write(stream.push(y.subarray(at, at + atOnce)))
  write(stream.flush())
  return out
}

/** Where streams put their pending samples and the next ones together, one after the other: a second of sound fits. */
const ROOM = new Float32Array(MAX_SHARED)
/** Where they put what they give. */
const RESULTS = new Float32Array(MAX_SHARED)

/**
 * Resample a signal that arrives in pieces. However it is cut, the samples are
 * bit for bit those of {@link resample} on the whole. It keeps no more input than
 * the filter still needs (49 to a few hundred samples for usual rates).
 */
export class StreamResampler {
  /** None when the rates are equal. */
  readonly #sums: RowSums | undefined
  /** Input samples that a whole cycle of `#phases` outputs covers. */
  readonly #inputStep: number
  readonly #phases: number
  /** Input that outputs to come still need; `#position` and `#phase` are relative to its start. */
  #pending: Float32Array = new Float32Array(0)
  /** The next output lies at `#position + #phase / #phases` of `#pending`. */
  #position = 0
  #phase = 0

  /** @throws as {@link resample} does. */
  constructor(params: ResampleParams, kernel = kernelModule()) {
    const { fromHz, toHz, resampler } = params
    assertRates(params)
    const { inputStep, phases } = ratioOf(params)
    this.#inputStep = inputStep
    this.#phases = phases
    if (fromHz !== toHz && resampler !== 'none') {
      const rows = tapRowsFor({ filter: resampler, inputStep, phases })
      this.#sums = rowSumsFor(rows, kernel)
    }
    this.beginAt(0)
  }

  /**
   * Take the next samples.
   *
   * @returns The output samples that are now certain; they lag the input by half the filter. A view of memory that
   *   all resamplers share, which holds until one of them is used again; or `y` itself, where the rates are equal.
   */
  push(y: Float32Array): Float32Array {
    const sums = this.#sums
    if (sums === undefined) return y
    this.#append(y)
    const last = this.#pending.length - 1 - sums.reach
    return this.#emit(sums, this.#outputsUpTo(last, this.#phases - 1))
  }

  /** End the signal: returns what was still due, as `push`, and makes the resampler ready for a new signal. */
  flush(): Float32Array {
    const sums = this.#sums
    if (sums === undefined) return new Float32Array(0)
    const end = this.#pending.length
    this.#append(new Float32Array(sums.reach))
    // resampy computes floor(n * ratio) samples: those whose successor lies at or before the end.
    const { whole, isExact } = this.#outputsThatEndBy(end)
    const computed = this.#emit(sums, whole)
    this.beginAt(0)
    if (isExact) return computed
    const filled = new Float32Array(computed.length + 1)
    filled.set(computed)
    return filled
  }

  /** What {@link flush} would return, the signal going on. */
  peek(): Float32Array {
    const pending = this.#pending
    const position = this.#position
    const phase = this.#phase
    const due = this.flush()
    this.#pending = pending
    this.#position = position
    this.#phase = phase
    return due
  }

  /**
   * Forget what was pushed, and go on in the middle of a signal, with its output sample `output`.
   *
   * @returns The input sample that is to be pushed next: all outputs from there on are those of the whole signal.
   */
  beginAt(output: number): number {
    if (this.#sums === undefined) return output
    const { reach } = this.#sums
    const cycles = Math.floor(output / this.#phases)
    // By cycles, since a product of hours of samples would exceed the integers that a number holds exactly.
    const phases = (output - cycles * this.#phases) * this.#inputStep
    const first = cycles * this.#inputStep + Math.floor(phases / this.#phases) - reach + 1
    this.#pending = new Float32Array(Math.max(0, -first))
    this.#position = reach - 1
    this.#phase = phases % this.#phases
    return Math.max(0, first)
  }

  /** What fits is put where all streams do it: #emit keeps what is left in memory of its own. */
  #append(y: Float32Array): void {
    const length = this.#pending.length + y.length
    const pending = length <= ROOM.length ? ROOM.subarray(0, length) : new Float32Array(length)
    pending.set(this.#pending)
    pending.set(y, this.#pending.length)
    this.#pending = pending
  }

  /** How many outputs lie at or before position `index + phase / phases`. */
  #outputsUpTo(index: number, phase: number): number {
    const distance = (index - this.#position) * this.#phases + phase - this.#phase
    return distance < 0 ? 0 : Math.floor(distance / this.#inputStep) + 1
  }

  /** How many outputs lie a whole output period or more before the end, and whether they fill the signal exactly. */
  #outputsThatEndBy(end: number): { readonly whole: number; readonly isExact: boolean } {
    const distance = (end - this.#position) * this.#phases - this.#phase
    return { whole: Math.max(0, Math.floor(distance / this.#inputStep)), isExact: distance % this.#inputStep === 0 }
  }

  #emit(sums: RowSums, count: number): Float32Array {
    const out = count <= RESULTS.length ? RESULTS.subarray(0, count) : new Float32Array(count)
    sums.write(this.#pending, this.#position, this.#phase, out)
    const phases = this.#phase + count * this.#inputStep
    const position = this.#position + Math.floor(phases / this.#phases)
    const spent = Math.min(this.#pending.length, position - sums.reach + 1)
    this.#pending = this.#pending.slice(spent)
    this.#position = position - spent
    this.#phase = phases % this.#phases
    return out
  }
}

/** How many of the newest input samples suffice to compute the newest `outputs` samples once more. */
export function inputsBehind(outputs: number, params: ResampleParams): number {
  const { fromHz, toHz, resampler } = params
  const reach = resampler === 'none' ? 0 : reachOf({ filter: resampler, ...ratioOf(params) })
  return Math.ceil(((outputs + 1) * fromHz) / toHz) + 2 * reach
}

function ratioOf({ fromHz, toHz }: ResampleParams): { readonly inputStep: number; readonly phases: number } {
  const divisor = greatestCommonDivisor(fromHz, toHz)
  return { inputStep: fromHz / divisor, phases: toHz / divisor }
}

function assertRates({ fromHz, toHz, resampler }: ResampleParams): void {
  for (const [name, value] of Object.entries({ fromHz, toHz })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new ParameterError(`${name} must be a positive whole number of Hz, got ${value}`)
    }
  }
  const context = { fromHz, toHz, resampler }
  if (resampler === 'none' && fromHz !== toHz) {
    throw new AudioError(
      'EARSHOT_AUDIO_RATE',
      `the audio has ${fromHz} Hz, but this model takes ${toHz} Hz only and does not resample: send ${toHz} Hz`,
      { context },
    )
  }
  if (fromHz > toHz * MAX_RATIO || toHz > fromHz * MAX_RATIO) {
    throw new AudioError(
      'EARSHOT_AUDIO_RATE',
      `cannot resample ${fromHz} Hz to ${toHz} Hz: the rates differ by more than ${MAX_RATIO} times`,
      { context },
    )
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
