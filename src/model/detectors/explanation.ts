import type { RangeHz } from '../../dsp/envelope-modulation.ts'
import type { VerdictExplanation } from '../verdict.ts'
import { type Deviation, findDeviations, type LearntRange } from './deviations.ts'
import type { NormalSound, NormalSoundExtractor } from './normal-sound.ts'

/** More would not be read. */
const MOST_NAMED = 3

export interface LearntRanges {
  readonly spectrum: LearntRange
  readonly modulation: LearntRange
}

/** Say which bands are louder or quieter, and which octaves beat more or less, than in anything that was learnt. */
export function explainSound(
  sound: Pick<NormalSound, 'bandLevels' | 'modulation'>,
  ranges: LearntRanges,
  extractor: NormalSoundExtractor,
): VerdictExplanation {
  const { nMels } = extractor.spec.spectrum
  const { groups } = extractor.spec.modulation
  const bands = findDeviations(sound.bandLevels, ranges.spectrum, nMels)
    .slice(0, MOST_NAMED)
    .map(({ first, last, beyondDb }) => ({ ...extractor.bandsHz(first, last), beyondDb: rounded(beyondDb) }))
  const modulations = findDeviations(sound.modulation, ranges.modulation, groups)
    .slice(0, MOST_NAMED)
    .map((deviation) => ({ ...placeOf(deviation, extractor), beyondDb: rounded(deviation.beyondDb) }))
  return { summary: summariseSound({ bands, modulations }), bands, modulations }
}

/** The same for people. */
export function summariseSound({ bands, modulations }: Omit<VerdictExplanation, 'summary'>): string {
  const sentences = [...bands.map(describeBand), ...modulations.map(describeModulation)]
  return sentences.length === 0 ? UNEXPLAINED : `${sentences.join('; ')}.`
}

const UNEXPLAINED =
  'No band and no modulation is by itself beyond what was learnt; it is their combination that was never heard.'

function placeOf(
  { first, last }: Deviation,
  extractor: NormalSoundExtractor,
): { readonly octave: RangeHz; readonly rates: RangeHz } {
  const slowest = extractor.modulationHz(first)
  const fastest = extractor.modulationHz(last)
  return { octave: slowest.octave, rates: { fromHz: slowest.rates.fromHz, toHz: fastest.rates.toHz } }
}

function describeBand({ beyondDb, ...range }: RangeHz & { readonly beyondDb: number }): string {
  const change = beyondDb > 0 ? 'louder' : 'quieter'
  return `${span(range)} is ${Math.abs(beyondDb).toFixed(1)} dB ${change}, against the whole, than ever learnt`
}

function describeModulation({
  octave,
  rates,
  beyondDb,
}: {
  readonly octave: RangeHz
  readonly rates: RangeHz
  readonly beyondDb: number
}): string {
  const change = beyondDb > 0 ? 'more strongly' : 'more weakly'
  return `${span(octave)} beats at ${span(rates)} ${Math.abs(beyondDb).toFixed(1)} dB ${change} than ever learnt`
}

function span({ fromHz, toHz }: RangeHz): string {
  return toHz < 1_000
    ? `${Math.round(fromHz)} to ${Math.round(toHz)} Hz`
    : `${kilohertz(fromHz)} to ${kilohertz(toHz)} kHz`
}

const kilohertz = (hz: number): string => (hz / 1_000).toFixed(hz < 10_000 ? 1 : 0)

const rounded = (db: number): number => Math.round(db * 10) / 10
