import { halfWindowLength, type KaiserFilterName, kaiserHalfWindow, STEPS_PER_ZERO } from './kaiser-filter.ts'

/** Largest table of tap rows that is worked out ahead: 2 MB of doubles, and every pair of usual rates fits. */
const MAX_BANK_VALUES = 2 ** 18

export interface TapRowsParams {
  readonly filter: KaiserFilterName
  /** Input samples per cycle of phases: `fromHz / gcd`. */
  readonly inputStep: number
  /** Phases: `toHz / gcd`. */
  readonly phases: number
}

/**
 * The taps that turn input samples into one output sample, for every place an
 * output sample can have between two input samples (its phase).
 *
 * Row `p` serves an output at input position `n + p / phases`; its taps belong to
 * the inputs `n - reach + 1 .. n + reach`. With few phases all rows are computed
 * at once (a polyphase bank), with many each one when it is asked for.
 *
 * The weights are resampy's to the last truncation: linear interpolation in a
 * table of 512 steps per zero crossing, walked in whole steps of
 * `int(scale * 512)`, separately for the left and the right wing.
 *
 * @see resampy `interpn._resample_loop`.
 */
export class TapRows {
  /** Inputs used on each side of an output's position. */
  readonly reach: number
  /** Taps in a row, `2 * reach`. */
  readonly length: number
  /** Rows back to back; {@link rowStart} says where one begins. */
  readonly taps: Float64Array
  /** Whether {@link taps} holds the rows of all phases. */
  readonly isBank: boolean
  readonly inputStep: number
  readonly phases: number
  readonly #halfWindow: Float64Array
  readonly #scale: number
  readonly #indexStep: number

  constructor({ filter, inputStep, phases }: TapRowsParams) {
    this.inputStep = inputStep
    this.phases = phases
    this.#scale = scaleOf(inputStep, phases)
    this.#indexStep = Math.trunc(this.#scale * STEPS_PER_ZERO)
    this.#halfWindow = kaiserHalfWindow(filter).map((weight) => weight * this.#scale)
    this.reach = reachOf({ filter, inputStep, phases })
    this.length = 2 * this.reach
    this.isBank = phases * this.length <= MAX_BANK_VALUES
    this.taps = new Float64Array(this.isBank ? phases * this.length : this.length)
    if (this.isBank) for (let p = 0; p < phases; p += 1) this.#computeRow(p, p * this.length)
  }

  /**
   * Index into {@link taps} of the row for a phase; valid until the next call.
   *
   * @param phase - `0 <= phase < phases`.
   */
  rowStart(phase: number): number {
    if (this.isBank) return phase * this.length
    this.#computeRow(phase, 0)
    return 0
  }

  #computeRow(phase: number, start: number): void {
    const left = this.#scale * (phase / this.phases)
    this.#computeWing(left, start + this.reach - 1, -1)
    this.#computeWing(this.#scale - left, start + this.reach, 1)
  }

  /** Weights from the centre outwards; the places a wing does not reach stay or become zero. */
  #computeWing(fraction: number, centre: number, direction: 1 | -1): void {
    const window = this.#halfWindow
    const position = fraction * STEPS_PER_ZERO
    const offset = Math.trunc(position)
    const eta = position - offset
    const step = this.#indexStep
    const count = Math.floor((window.length - offset) / step)
    let at = centre
    // The table's last entry has no successor: there the interpolation stands still.
    const last = window.length - 1
    for (let i = 0, index = offset; i < count; i += 1, index += step) {
      const here = window[index] as number
      const next = window[Math.min(index + 1, last)] as number
      this.taps[at] = here + eta * (next - here)
      at += direction
    }
    for (let i = count; i < this.reach; i += 1, at += direction) this.taps[at] = 0
  }
}

/** Inputs used on each side of an output's position. */
export function reachOf({ filter, inputStep, phases }: TapRowsParams): number {
  return Math.floor(halfWindowLength(filter) / Math.trunc(scaleOf(inputStep, phases) * STEPS_PER_ZERO))
}

function scaleOf(inputStep: number, phases: number): number {
  return Math.min(1, phases / inputStep)
}

/** Tables most lately used; sources and clips of the same rates share one. */
const recent = new Map<string, TapRows>()
const MAX_RECENT = 8

/** The rows for a filter and a reduced ratio of rates, computed once for as long as it is in use. */
export function tapRowsFor(params: TapRowsParams): TapRows {
  const key = `${params.filter} ${params.inputStep}:${params.phases}`
  const rows = recent.get(key) ?? new TapRows(params)
  recent.delete(key)
  recent.set(key, rows)
  for (const oldest of recent.keys()) {
    if (recent.size <= MAX_RECENT) break
    recent.delete(oldest)
  }
  return rows
}
