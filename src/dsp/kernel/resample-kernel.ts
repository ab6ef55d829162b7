import { instantiateKernel, type KernelExports } from './kernel-module.ts'

/** Rows of taps, one for each phase that an output may have between two inputs. */
export interface TapBank {
  /** Row-major, shape `[phases, length]`. */
  readonly taps: Float64Array
  readonly phases: number
  /** Taps in a row, `2 * reach`. */
  readonly length: number
  /** An output at input position `n` needs the inputs `n - reach + 1 .. n + reach`. */
  readonly reach: number
  /** Phases from one output to the next. */
  readonly inputStep: number
}

/** Sizes of the kernel's memory: MAX_BANK_VALUES and MAX_RESAMPLED in kernel/layout.ts. */
const MAX_BANK_VALUES = 300_000
const MAX_RESAMPLED = 16_384

const LANES = 4

/** Taps in a row of the kernel: whole vectors, the rest 0. */
function paddedLength({ length }: TapBank): number {
  return Math.ceil(length / LANES) * LANES
}

/** Whether the kernel's memory holds the bank, and the input of a useful number of outputs. */
export function isBankForKernel(bank: TapBank): boolean {
  const rowLength = paddedLength(bank)
  return (
    bank.phases * rowLength <= MAX_BANK_VALUES && rowLength <= MAX_RESAMPLED / 2 && bank.inputStep / bank.phases <= 1024
  )
}

/** Polyphase filtering in WebAssembly: single precision, four taps of four outputs at a time. */
export class ResampleKernel {
  readonly reach: number
  readonly #exports: KernelExports
  readonly #input: Float32Array
  readonly #output: Float32Array
  readonly #rowLength: number
  readonly #phases: number
  readonly #inputStep: number

  /** @param bank - Such as {@link isBankForKernel} accepts. */
  constructor(module: WebAssembly.Module, bank: TapBank) {
    const { exports, floats } = instantiateKernel(module, 'RESAMPLE_END')
    this.reach = bank.reach
    this.#exports = exports
    this.#input = floats('INPUT', MAX_RESAMPLED)
    this.#output = floats('OUTPUT', MAX_RESAMPLED)
    this.#rowLength = paddedLength(bank)
    this.#phases = bank.phases
    this.#inputStep = bank.inputStep
    const rows = floats('BANK', bank.phases * this.#rowLength)
    for (let p = 0; p < bank.phases; p += 1) {
      rows.set(bank.taps.subarray(p * bank.length, (p + 1) * bank.length), p * this.#rowLength)
    }
  }

  /**
   * Fill `out`.
   *
   * @param x - Input with all that the outputs need.
   * @param position - The first output lies at `position + phase / phases` of `x`.
   */
  write(x: Float32Array, position: number, phase: number, out: Float32Array): void {
    const phases = this.#phases
    const step = this.#inputStep
    const room = MAX_RESAMPLED - this.#rowLength - 1
    const atOnce = Math.min(MAX_RESAMPLED, Math.floor((room * phases) / step))
    for (let done = 0; done < out.length; done += atOnce) {
      const count = Math.min(atOnce, out.length - done)
      const turned = phase + done * step
      const first = position + Math.floor(turned / phases) - this.reach + 1
      const used = Math.ceil((count * step) / phases) + this.#rowLength
      const input = x.subarray(first, first + used)
      this.#input.set(input)
      // Taps that pad a row are 0, but 0 times what is not finite is not.
      this.#input.fill(0, input.length, used)
      this.#exports.resample(
        count,
        0,
        turned % phases,
        this.#rowLength,
        phases,
        Math.floor(step / phases),
        step % phases,
      )
      out.set(this.#output.subarray(0, count), done)
    }
  }
}
