import { MelFilterBank } from '../dsp/mel-filter-bank.ts'
import { SPEEDS } from '../model/detectors/normal-detector.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'

/** From one speed to the next: a tenth slower to a tenth faster in all. */
const STEP = 0.01
/** Bands that begin near the end of what is low are left as they are, fading in between. @unit share of its end */
const WHOLE_UP_TO = 0.8
const LEFT_FROM = 0.875
const LEAST_POWER = 1e-9

/** What of the low bands falls into a mel band. */
interface MelWeights {
  readonly first: number
  readonly weights: Float64Array
  /** 0..1: how far the band is changed. */
  readonly share: number
}

/**
 * What mel bands would be if a machine turned faster or slower: the lines of its shaft and blades move, from one band
 * to the next where they are far enough apart. Only what is low is moved: what is high has no single lines.
 */
export class OtherSpeeds {
  /** Speeds against that of a session, its own among them. */
  readonly ratios: readonly number[] = Array.from({ length: SPEEDS }, (_, i) => 1 + STEP * (i - (SPEEDS - 1) / 2))
  readonly #bands: readonly MelWeights[]

  /** @returns Undefined where the detector does not look at what is low. */
  static of(extractor: NormalSoundExtractor): OtherSpeeds | undefined {
    return extractor.low && new OtherSpeeds(extractor, extractor.low)
  }

  private constructor(
    extractor: NormalSoundExtractor,
    { spectrum, nBands, binsPerBand }: NonNullable<NormalSoundExtractor['low']>,
  ) {
    const { spec, sampleRateHz } = extractor
    const { nFft, nMels } = spec.spectrum
    const bank = new MelFilterBank({ ...spec.spectrum, sampleRateHz })
    const binHz = sampleRateHz / nFft
    const endHz = nBands * binsPerBand * spectrum.binHz
    const centreHz = (band: number): number => ((band + 0.5) * binsPerBand - 0.5) * spectrum.binHz
    this.#bands = Array.from({ length: nMels }, (_, mel) => {
      const { firstBin, weights } = bank.band(mel)
      const { fromHz, toHz } = extractor.bandsHz(mel, mel)
      const share = (LEFT_FROM - (fromHz + toHz) / 2 / endHz) / (LEFT_FROM - WHOLE_UP_TO)
      const response = Float64Array.from({ length: nBands }, (_unused, band) =>
        weights.reduce((sum, weight, i) => sum + weight * hannLobe(centreHz(band) / binHz - firstBin - i), 0),
      )
      const first = response.findIndex((weight) => weight > 0)
      const end = response.findLastIndex((weight) => weight > 0) + 1
      return { first, weights: response.slice(Math.max(0, first), end), share: Math.min(1, Math.max(0, share)) }
    })
  }

  /**
   * @param powers - Of evenly wide bands: see {@link LowSound.powers}.
   * @returns For each of {@link ratios}, what is to be added to mel bands, 0 on average, shape `[nMels]`. @unit dB
   */
  changes(powers: Float64Array): Float64Array[] {
    const before = this.#bands.map((band) => powerIn(band, powers))
    return this.ratios.map((ratio) => {
      const moved = powers.map((_, i) => at((i + 0.5) / ratio - 0.5, powers))
      const change = Float64Array.from(this.#bands, (band, mel) => {
        if (band.share === 0 || ratio === 1) return 0
        return band.share * 10 * Math.log10(powerIn(band, moved) / (before[mel] as number))
      })
      const mean = change.reduce((sum, db) => sum + db, 0) / change.length
      return change.map((db) => db - mean)
    })
  }
}

function powerIn({ first, weights }: MelWeights, powers: Float64Array): number {
  let sum = LEAST_POWER
  for (let i = 0; i < weights.length; i += 1) sum += (weights[i] as number) * (powers[first + i] as number)
  return sum
}

/** Linear between neighbours; the ends stand for what is beyond. */
function at(position: number, values: Float64Array): number {
  const inside = Math.min(values.length - 1, Math.max(0, position))
  const low = Math.floor(inside)
  const from = values[low] as number
  return from + (inside - low) * ((values[low + 1] ?? from) - from)
}

/** Power that a line leaves in a bin `x` bins beside it under a Hann window: the main lobe, 1 at its centre. */
function hannLobe(x: number): number {
  const distance = Math.abs(x)
  if (distance >= 2) return 0
  if (distance < 1e-6) return 1
  if (Math.abs(distance - 1) < 1e-6) return 0.25
  return (Math.sin(Math.PI * distance) / (Math.PI * distance * (1 - distance ** 2))) ** 2
}
