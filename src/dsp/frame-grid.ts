import { AudioError, ParameterError } from '../errors.ts'

/** What stands before the first and after the last sample of a clip. */
export type PadMode = 'reflect' | 'constant'

export interface FrameParams {
  /** Samples per frame; even. */
  readonly nFft: number
  /** Samples between the starts of successive frames. */
  readonly hopLength: number
  /** `reflect` mirrors the clip at its first and last sample (librosa <= 0.9), `constant` is silence (librosa >= 0.10). */
  readonly padMode: PadMode
}

/**
 * The grid of centred STFT frames over a clip: frame `t` has sample `t * hopLength` in its middle.
 *
 * Only frames that hang over an edge depend on the padding; the others hold
 * nothing but the signal, so a stream may keep them from one window to the next.
 *
 * @see librosa `stft(center=True)`.
 */
export class FrameGrid {
  readonly nFft: number
  readonly hopLength: number
  readonly padMode: PadMode

  /** @throws {@link ParameterError} when `nFft` is not an even, `hopLength` not a whole positive number. */
  constructor({ nFft, hopLength, padMode }: FrameParams) {
    if (!Number.isInteger(nFft) || nFft < 2 || nFft % 2 !== 0) {
      throw new ParameterError(`nFft must be an even positive integer, got ${nFft}`)
    }
    if (!Number.isInteger(hopLength) || hopLength < 1) {
      throw new ParameterError(`hopLength must be a positive integer, got ${hopLength}`)
    }
    this.nFft = nFft
    this.hopLength = hopLength
    this.padMode = padMode
  }

  /** Frames over a clip of `n` samples: `1 + floor(n / hopLength)`. */
  count(n: number): number {
    return 1 + Math.floor(n / this.hopLength)
  }

  /** First sample of frame `t`, negative where the frame hangs over the clip's beginning. */
  start(t: number): number {
    return t * this.hopLength - this.nFft / 2
  }

  /** Whether the frame that starts at sample `start` holds nothing but the `n` samples of the clip. */
  isInside(start: number, n: number): boolean {
    return start >= 0 && start + this.nFft <= n
  }

  /**
   * The frames that hold nothing but a clip's own samples, from the first to before the end; those before hang over
   * its beginning, those after over its end. Where there is none, both are the count of all frames.
   *
   * @param n - Samples of the clip.
   */
  inside(n: number): { readonly first: number; readonly end: number } {
    const first = Math.ceil(this.nFft / 2 / this.hopLength)
    const end = Math.floor((n - this.nFft / 2) / this.hopLength) + 1
    return end > first ? { first, end } : { first: this.count(n), end: this.count(n) }
  }

  /**
   * Refuse a clip that its own mirror image cannot pad.
   *
   * @param n - Samples of the clip.
   * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_SHORT` when `padMode` is `reflect` and `n <= nFft / 2`.
   */
  assertPaddable(n: number): void {
    if (this.padMode === 'reflect' && n <= this.nFft / 2) {
      throw new AudioError(
        'EARSHOT_AUDIO_TOO_SHORT',
        `${n} samples are too few for reflect padding: send at least ${this.nFft / 2 + 1}`,
        { context: { samples: n, minimumSamples: this.nFft / 2 + 1 } },
      )
    }
  }

  /**
   * Copy one frame, tapered.
   *
   * @param y - Clip, shape `[n]`, that {@link assertPaddable} accepts.
   * @param start - First sample of the frame, as by {@link start}.
   * @param taper - Window function, shape `[nFft]`.
   * @param out - Receives the frame, shape `[nFft]`.
   */
  read(y: Float32Array, start: number, taper: Float64Array, out: Float64Array): void {
    const { nFft } = this
    if (this.isInside(start, y.length)) {
      for (let i = 0; i < nFft; i += 1) out[i] = (y[start + i] as number) * (taper[i] as number)
    } else {
      for (let i = 0; i < nFft; i += 1) out[i] = this.#padded(y, start + i) * (taper[i] as number)
    }
  }

  /**
   * Copy samples of the padded clip.
   *
   * @param y - Clip, shape `[n]`, that {@link assertPaddable} accepts.
   * @param start - Sample from which to copy; it and `start + out.length` may be up to `nFft / 2` outside the clip.
   */
  copy(y: Float32Array, start: number, out: Float32Array): void {
    const first = Math.min(out.length, Math.max(0, -start))
    const end = Math.max(first, Math.min(out.length, y.length - start))
    for (let i = 0; i < first; i += 1) out[i] = this.#padded(y, start + i)
    out.set(y.subarray(start + first, start + end), first)
    for (let i = end; i < out.length; i += 1) out[i] = this.#padded(y, start + i)
  }

  #padded(y: Float32Array, i: number): number {
    const last = y.length - 1
    if (i >= 0 && i <= last) return y[i] as number
    if (this.padMode === 'constant') return 0
    return y[i < 0 ? -i : 2 * last - i] as number
  }
}
