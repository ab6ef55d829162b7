import type { RangeHz } from '../../dsp/envelope-modulation.ts'
import type { RisenLine, VerdictExplanation } from '../verdict.ts'
import { type Deviation, findDeviations, type LearntRange } from './deviations.ts'
import type { NormalSoundExtractor, SoundSummary } from './normal-sound.ts'

/** More would not be read. */
const MOST_NAMED = 3

export interface LearntRanges {
  readonly spectrum: LearntRange
  readonly modulation: LearntRange
  /** Of hum: numbers `first .. end - 1` are those of the mains that is there. */
  readonly hum?: { readonly range: LearntRange; readonly first: number; readonly end: number }
}

/** Say which bands are louder or quieter, and which octaves beat more or less, than in anything that was learnt. */
export function explainSound(
  sound: SoundSummary,
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
  const hum = risenHum(sound, ranges, extractor)
  return {
    summary: summariseSound({ bands, modulations, hum }),
    bands,
    modulations,
    ...(hum.length > 0 && { hum }),
  }
}

function risenHum(sound: SoundSummary, { hum }: LearntRanges, { low }: NormalSoundExtractor): readonly RisenLine[] {
  if (!hum || !low || !sound.low) return []
  return findDeviations(sound.low.hum, hum.range, 1)
    .filter(({ first, beyondDb }) => first >= hum.first && first < hum.end && beyondDb > 0)
    .slice(0, MOST_NAMED)
    .map(({ first, beyondDb }) => ({ hz: low.hum.frequencyHz(first), beyondDb: rounded(beyondDb) }))
}

/** The same for people. */
export function summariseSound({ bands, modulations, hum = [] }: Omit<VerdictExplanation, 'summary'>): string {
  const sentences = [...bands.map(describeBand), ...modulations.map(describeModulation), ...hum.map(describeHum)]
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

function describeHum({ hz, beyondDb }: RisenLine): string {
  return `mains hum at ${hz} Hz stands out ${beyondDb.toFixed(1)} dB more than ever learnt`
}

function span({ fromHz, toHz }: RangeHz): string {
  return toHz < 1_000
    ? `${Math.round(fromHz)} to ${Math.round(toHz)} Hz`
    : `${kilohertz(fromHz)} to ${kilohertz(toHz)} kHz`
}

const kilohertz = (hz: number): string => (hz / 1_000).toFixed(hz < 10_000 ? 1 : 0)

const rounded = (db: number): number => Math.round(db * 10) / 10
