import { hann } from './hann.ts'
import { melCentresHz } from './mel-centres.ts'
import { MelFilterBank } from './mel-filter-bank.ts'
import { PowerSpectrum } from './power-spectrum.ts'

const N_BANDS = 64
/** Columns are this far apart. @unit s */
const STEP_SECONDS = 0.05
/** Frames are at least this long, so that they overlap. @unit s */
const LEAST_FRAME_SECONDS = 0.064
const FLOOR_DB = -100
const CEILING_DB = 0
/** A tone spreads over three bins of a Hann window: 1 and twice a quarter of its power. */
const LOBE = 1.5

/**
 * Sound as columns of bytes to be looked at: 64 mel bands, a column each 50 ms, -100 to 0 dB, where 0 is about a
 * full-scale sine. Bands are not divided by their widths, so that a tone is as bright high up as low down.
 */
export class MelPicture {
  readonly nBands = N_BANDS
  readonly floorDb = FLOOR_DB
  readonly ceilingDb = CEILING_DB
  /** Samples between columns. */
  readonly hopLength: number
  /** Samples that a column looks at. */
  readonly frameLength: number
  /** @unit ms */
  readonly stepMs: number
  /** Middle of each band, lowest first. @unit Hz */
  readonly frequenciesHz: readonly number[]
  readonly #taper: Float64Array
  readonly #frame: Float64Array
  readonly #power: Float64Array
  readonly #bands = new Float64Array(N_BANDS)
  readonly #spectrum: PowerSpectrum
  readonly #bank: MelFilterBank
  /** Brings each band to the power of a full-scale sine. */
  readonly #scale: Float64Array

  constructor(sampleRateHz: number) {
    this.hopLength = Math.max(1, Math.round(sampleRateHz * STEP_SECONDS))
    this.frameLength = 2 ** Math.ceil(Math.log2(sampleRateHz * LEAST_FRAME_SECONDS))
    this.stepMs = (1_000 * this.hopLength) / sampleRateHz
    const params = { nFft: this.frameLength, sampleRateHz, nMels: N_BANDS, fMinHz: 0, fMaxHz: sampleRateHz / 2 }
    this.frequenciesHz = melCentresHz(params)
    this.#taper = hann(this.frameLength)
    this.#frame = new Float64Array(this.frameLength)
    this.#spectrum = new PowerSpectrum(this.frameLength)
    this.#power = new Float64Array(this.#spectrum.nBins)
    this.#bank = new MelFilterBank(params)
    const sine = LOBE * (this.frameLength / 4) ** 2
    this.#scale = Float64Array.from({ length: N_BANDS }, (_, band) => {
      const peak = this.#bank.band(band).weights.reduce((most, weight) => Math.max(most, weight), 0)
      return peak === 0 ? 0 : 1 / (peak * sine)
    })
  }

  /** How many columns `n` samples make. */
  count(n: number): number {
    return n < this.frameLength ? 0 : 1 + Math.floor((n - this.frameLength) / this.hopLength)
  }

  /**
   * All columns of a stretch of sound; column `t` looks at the samples from `t * hopLength` on.
   *
   * @param y - Mono, shape `[n]`, 16 bits.
   * @returns Row-major `[count(n), nBands]`.
   */
  columns(y: Int16Array): Uint8Array {
    const count = this.count(y.length)
    const out = new Uint8Array(count * N_BANDS)
    for (let t = 0; t < count; t += 1) this.#column(y, t * this.hopLength, out, t * N_BANDS)
    return out
  }

  #column(y: Int16Array, start: number, out: Uint8Array, at: number): void {
    for (let i = 0; i < this.frameLength; i += 1) {
      this.#frame[i] = ((y[start + i] as number) / 32_768) * (this.#taper[i] as number)
    }
    this.#spectrum.compute(this.#frame, this.#power)
    this.#bank.apply(this.#power, this.#bands, 0)
    for (let band = 0; band < N_BANDS; band += 1) {
      const db = 10 * Math.log10((this.#bands[band] as number) * (this.#scale[band] as number) + 1e-12)
      out[at + band] = Math.round(Math.max(0, Math.min(1, (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB))) * 255)
    }
  }
}
