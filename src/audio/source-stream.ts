import { AudioError } from '../errors.ts'
import type { Chunk } from './chunk.ts'
import type { Irregularity, IrregularityKind } from './irregularity.ts'
import { type PastSound, samplesOf } from './past-sound.ts'
import { type InputStream, type PreparedWindow, PreparedWindows } from './prepared-windows.ts'
import { durationMs } from './publisher-line.ts'
import { type ResamplerName, StreamResampler } from './resample.ts'
import { type Placement, Timeline } from './timeline.ts'
import type { Window } from './window.ts'

/** How the model wants a source's sound. */
export interface SourceStreamParams {
  /** Rate of the windows: the bundle's. @unit Hz */
  readonly sampleRateHz: number
  readonly resampler: ResamplerName
  /** @unit samples at `sampleRateHz` */
  readonly windowLength: number
  /** Between the starts of successive windows: a multiple of the STFT's hop. @unit samples at `sampleRateHz` */
  readonly hopLength: number
}

/** What prepares one source's windows for the model; left out where nothing does. */
export type OpenInputStream = () => InputStream

export interface StreamResult {
  /** In order of time; each is one unbroken stretch of one publisher's sound. */
  readonly windows: readonly Window[]
  /** What was out of order with the chunk: at most one. */
  readonly irregularities: readonly Irregularity[]
  /** What was taken of the chunk; left out when it was refused. */
  readonly taken?: TakenSound
}

/** Where a chunk's samples lie in time. */
export interface TakenSound {
  /** Samples at its beginning that were heard before. */
  readonly skip: number
  /** When the sample after its last is recorded. @unit Unix epoch ms */
  readonly endMs: number
  /** Whether it follows directly on what was taken before. */
  readonly isContinued: boolean
}

/**
 * After a chunk this long the next is far off: a window that lacks only the resampler's last samples (about 1 ms)
 * is cut at once, as if the sound ended here, which is what scoring the recording by itself does. @unit ms
 */
const SETTLE_AT_ONCE_MS = 2_000

/**
 * One source's live sound: chunks in, windows of the bundle's length and rate out.
 *
 * {@link Timeline} decides what a chunk is; after every break the resampler and the windows begin anew, so
 * a window never holds sound from two places. Memory is bounded: what prepares the windows, or else a window's samples,
 * a few hundred samples in the resampler, 512 samples and 64 traces to know overlaps and duplicates. Of a chunk nothing
 * else stays: who asks for what was heard brings it along.
 */
export class SourceStream {
  readonly source: string
  readonly #params: SourceStreamParams
  readonly #timeline = new Timeline()
  readonly #windows: PreparedWindows
  #resampler: StreamResampler | undefined
  /** Of the present stretch, at the publisher's rate. */
  #inputRateHz = 0
  #inputSamples = 0
  /** Capture time of the stretch's end so far. @unit Unix epoch ms */
  #presentMs = 0
  #windowCount = 0

  constructor(source: string, params: SourceStreamParams, openInputs?: OpenInputStream) {
    this.source = source
    this.#params = params
    this.#windows = new PreparedWindows(params, openInputs?.())
  }

  /**
   * Prepare windows for another model from the next one on; it cuts as the former did, so the stretch goes on.
   *
   * @param past - At least what was heard of the next window so far.
   * @returns Whether that was so. If not, nothing has changed.
   */
  prepareFor(openInputs: OpenInputStream | undefined, past: PastSound | undefined): boolean {
    const y = this.#recall(past, this.#windows.begun)
    if (y !== undefined) this.#windows.prepareBy(openInputs?.(), y)
    return y !== undefined
  }

  /**
   * Take a chunk of this source, 10 ms to 60 s long.
   *
   * @throws {@link AudioError} `EARSHOT_AUDIO_RATE` when the bundle does not resample and the chunk has another
   *   rate. The stream is as it was before.
   */
  push(chunk: Chunk): StreamResult {
    this.#assertRate(chunk)
    const placement = this.#timeline.place(chunk)
    const windows = placement.action === 'refuse' ? [] : this.#take(chunk, placement)
    const { action, irregularity } = placement
    const irregularities = irregularity === undefined ? [] : [report(chunk, action, irregularity)]
    if (placement.action === 'refuse') return { windows, irregularities }
    const skip = placement.action === 'continue' ? placement.skip : 0
    const taken = { skip, endMs: this.#timeline.presentMs, isContinued: action === 'continue' }
    return { windows, irregularities, taken }
  }

  /**
   * Cut the windows that only wait for the resampler's last samples, about 1 ms of sound. Call it when nothing came
   * for a while: a recording that was published in short chunks then has its last window. The stretch can go on.
   */
  settle(): readonly Window[] {
    return this.#windows.complete(this.#dueSamples()).map((cut) => this.#toWindow(cut))
  }

  /**
   * The newest window's length of unbroken sound, between hops too; `undefined` until there is as much since the
   * last break. Its `index` is that of the next window to be cut. How old it is, `endMs` says.
   *
   * @param past - What was heard, as far back as that; `undefined` also where it is less.
   */
  latest(past: PastSound | undefined): Window | undefined {
    const { windowLength } = this.#params
    const { end } = this.#windows
    const lacking = Math.max(0, windowLength - end)
    // A copy: it lies in memory that all resamplers share.
    const due = this.#dueSamples().slice(0, lacking)
    const heard = due.length < lacking ? undefined : this.#recall(past, windowLength - lacking)
    if (heard === undefined) return undefined
    const y = new Float32Array(windowLength)
    y.set(heard)
    y.set(due, heard.length)
    return this.#describe({ y, end: end + lacking }, this.#windowCount)
  }

  #assertRate({ sampleRateHz }: Chunk): void {
    if (this.#params.resampler !== 'none' || sampleRateHz === this.#params.sampleRateHz) return
    throw new AudioError(
      'EARSHOT_AUDIO_RATE',
      `the chunk has ${sampleRateHz} Hz, but this model takes ${this.#params.sampleRateHz} Hz only and does not resample`,
      { context: { sampleRateHz, modelSampleRateHz: this.#params.sampleRateHz } },
    )
  }

  #take(chunk: Chunk, placement: Exclude<Placement, { action: 'refuse' }>): Window[] {
    const windows: Window[] = []
    if (placement.action === 'restart') windows.push(...this.#endStretch())
    const resampler = this.#resampler ?? this.#beginStretch(chunk)
    const y = placement.action === 'continue' ? chunk.y.subarray(placement.skip) : chunk.y
    this.#inputSamples += y.length
    this.#presentMs = this.#timeline.presentMs
    // A second at a time, so that a long chunk needs no more memory than short ones.
    for (let start = 0; start < y.length; start += chunk.sampleRateHz) {
      const resampled = resampler.push(y.subarray(start, start + chunk.sampleRateHz))
      windows.push(...this.#windows.append(resampled).map((cut) => this.#toWindow(cut)))
    }
    if (durationMs(chunk) >= SETTLE_AT_ONCE_MS) windows.push(...this.settle())
    return windows
  }

  #beginStretch({ sampleRateHz }: Chunk): StreamResampler {
    this.#resampler = this.#newResampler(sampleRateHz)
    this.#inputRateHz = sampleRateHz
    this.#inputSamples = 0
    this.#windows.restart()
    return this.#resampler
  }

  /** What the resampler still holds belongs to the stretch that ends. */
  #endStretch(): readonly Window[] {
    const windows = this.settle()
    this.#resampler = undefined
    return windows
  }

  #dueSamples(): Float32Array {
    return this.#resampler?.peek() ?? new Float32Array(0)
  }

  /** The newest `length` samples of the stretch, resampled once more: the same as the first time, bit for bit. */
  #recall(past: PastSound | undefined, length: number): Float32Array | undefined {
    if (length === 0) return new Float32Array(0)
    if (past === undefined || past.end !== this.#inputSamples || past.sampleRateHz !== this.#inputRateHz)
      return undefined
    const resampler = this.#newResampler(this.#inputRateHz)
    const first = resampler.beginAt(this.#windows.end - length)
    const missing = first - (past.end - past.y.length)
    if (missing < 0) return undefined
    return resampler.push(samplesOf(past).subarray(missing)).slice()
  }

  #newResampler(fromHz: number): StreamResampler {
    const { sampleRateHz: toHz, resampler } = this.#params
    return new StreamResampler({ fromHz, toHz, resampler })
  }

  #toWindow(cut: PreparedWindow): Window {
    const window = this.#describe(cut, this.#windowCount)
    this.#windowCount += 1
    return window
  }

  /** Times count back from the stretch's end, whose capture time is known best. */
  #describe({ end, ...content }: PreparedWindow, index: number): Window {
    const { sampleRateHz, windowLength } = this.#params
    const beforeEndSeconds = this.#inputSamples / this.#inputRateHz - end / sampleRateHz
    const endMs = this.#presentMs - 1000 * beforeEndSeconds
    return {
      source: this.source,
      index,
      ...content,
      sampleRateHz,
      startMs: Math.round(endMs - (1000 * windowLength) / sampleRateHz),
      endMs: Math.round(endMs - 1000 / sampleRateHz),
    }
  }
}

function report(chunk: Chunk, action: Placement['action'], kind: IrregularityKind): Irregularity {
  return {
    kind,
    action: action === 'continue' ? 'trimmed' : action === 'refuse' ? 'refused' : 'restarted',
    source: chunk.source,
    ...(chunk.seq === undefined ? {} : { seq: chunk.seq }),
    ...(chunk.capturedAtMs === undefined ? {} : { capturedAtMs: chunk.capturedAtMs }),
    receivedAtMs: chunk.receivedAtMs,
  }
}
