import { Baselines } from '../../model/detectors/baselines.ts'
import { measureSound, standardise } from '../../model/detectors/normal-detector.ts'
import type { NormalSound, NormalSoundExtractor } from '../../model/detectors/normal-sound.ts'
import { fitBaselines } from './fit-baselines.ts'
import type { HeardWindow } from './heard-window.ts'
import type { Drift, SessionDistance, SpectrumChange } from './learning-report.ts'
import { sumSounds } from './session-moments.ts'

/** Fewer windows have no halves that could be compared. */
const LEAST_WINDOWS = 30
/** More are looked at only here and there: a drift shows all the same. */
const MOST_WINDOWS = 60
/** Of the stacks of frames, one in so many is looked at. */
const EVERY_STACKS = 4
/** From this probability on it is called a drift. */
const DRIFT_FROM = 0.75

/** How far apart each two sessions are. */
export function compareSessions(
  windows: readonly HeardWindow[],
  sessions: readonly string[],
  extractor: NormalSoundExtractor,
): SessionDistance[] {
  const soundsOf = (session: string): NormalSound[] =>
    windows.filter((window) => window.session === session).map(({ sound }) => sound)
  return sessions.flatMap((from, i) =>
    sessions.slice(i + 1).map((to) => ({ from, to, ...compareSpectra(soundsOf(from), soundsOf(to), extractor) })),
  )
}

/**
 * Whether the sound of a session changes while it goes on.
 *
 * @param sounds - In the order of their recording.
 * @returns null for fewer than 30.
 */
export function findDrift(sounds: readonly NormalSound[], extractor: NormalSoundExtractor): Drift | null {
  if (sounds.length < LEAST_WINDOWS) return null
  const step = Math.ceil(sounds.length / MOST_WINDOWS)
  const thinned = sounds.filter((_, i) => i % step === 0)
  const middle = Math.ceil(thinned.length / 2)
  const [first, second] = [thinned.slice(0, middle), thinned.slice(middle)]
  const even = thinned.filter((_, i) => i % 2 === 0)
  const odd = thinned.filter((_, i) => i % 2 === 1)
  // Each half by the other, against the same without time: whatever else differs evens out.
  const apart = [...distancesFrom(first, second, extractor), ...distancesFrom(second, first, extractor)]
  const mixed = [...distancesFrom(even, odd, extractor), ...distancesFrom(odd, even, extractor)]
  const probability = probabilityAbove(apart, mixed)
  return { ...compareSpectra(first, second, extractor), probability, isDrifting: probability >= DRIFT_FROM }
}

/** Sum of both logarithmic distances, on the scale of the windows that were learnt. */
function distancesFrom(
  learnt: readonly NormalSound[],
  scored: readonly NormalSound[],
  extractor: NormalSoundExtractor,
): number[] {
  const params = fitBaselines([sumSounds(learnt, extractor, EVERY_STACKS)], extractor)
  const baselines = { spectrum: new Baselines(params.spectrum), modulation: new Baselines(params.modulation) }
  return scored.map((sound) => {
    const { spectrum, modulation } = measureSound(sound, baselines, extractor, EVERY_STACKS)
    const unscaled = { median: 0, deviation: 1 }
    return standardise(spectrum.squared, unscaled) + standardise(modulation.squared, unscaled)
  })
}

/** Probability that a value is above one of the others; ties count half (Mann and Whitney). */
function probabilityAbove(values: readonly number[], others: readonly number[]): number {
  let wins = 0
  for (const value of values) {
    for (const other of others) wins += value > other ? 1 : value === other ? 0.5 : 0
  }
  return wins / (values.length * others.length)
}

function compareSpectra(
  before: readonly NormalSound[],
  after: readonly NormalSound[],
  extractor: NormalSoundExtractor,
): SpectrumChange {
  const first = meanLevels(before)
  const second = meanLevels(after)
  const changes = Array.from(first, (level, band) => (second[band] as number) - level)
  const largest = changes.reduce((best, change, band) => {
    return Math.abs(change) > Math.abs(changes[best] as number) ? band : best
  }, 0)
  return {
    rmsDb: Math.sqrt(changes.reduce((sum, change) => sum + change * change, 0) / changes.length),
    band: extractor.bandsHz(largest, largest),
    bandDb: changes[largest] as number,
  }
}

function meanLevels(sounds: readonly NormalSound[]): Float64Array {
  const mean = new Float64Array(sounds[0]?.bandLevels.length ?? 0)
  for (const { bandLevels } of sounds) {
    for (let band = 0; band < mean.length; band += 1) {
      mean[band] = (mean[band] as number) + (bandLevels[band] as number) / sounds.length
    }
  }
  return mean
}
