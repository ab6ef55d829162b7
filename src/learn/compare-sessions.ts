import type { NormalSound, NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import type { HeardWindow } from './heard-window.ts'
import type { Drift, SessionDistance, SpectrumChange } from './learning-report.ts'

/** Of fewer windows the halves differ by chance. */
const LEAST_WINDOWS = 30
/**
 * Standardised shift from which it is called a drift. A steady trend gives 1.7; without any, halves of 30 windows
 * give 0.4, and beyond 0.9 hardly ever.
 */
const DRIFT_FROM = 0.9

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
  const middle = Math.ceil(sounds.length / 2)
  const shift = Math.max(
    shiftOf(sounds.map(({ bandLevels }) => bandLevels)),
    shiftOf(sounds.map(({ modulation }) => modulation)),
  )
  return {
    ...compareSpectra(sounds.slice(0, middle), sounds.slice(middle), extractor),
    shift,
    isDrifting: shift >= DRIFT_FROM,
  }
}

/** Difference of the means of both halves in standard deviations over all rows, RMS over the numbers of a row. */
function shiftOf(rows: readonly Float64Array[]): number {
  const middle = Math.ceil(rows.length / 2)
  const first = meanOf(rows.slice(0, middle))
  const second = meanOf(rows.slice(middle))
  const mean = meanOf(rows)
  const squares = Array.from(mean, (centre, i) => {
    const variance = rows.reduce((sum, row) => sum + ((row[i] as number) - centre) ** 2, 0) / rows.length
    return variance === 0 ? 0 : ((second[i] as number) - (first[i] as number)) ** 2 / variance
  })
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length)
}

function compareSpectra(
  before: readonly NormalSound[],
  after: readonly NormalSound[],
  extractor: NormalSoundExtractor,
): SpectrumChange {
  const first = meanOf(before.map(({ bandLevels }) => bandLevels))
  const second = meanOf(after.map(({ bandLevels }) => bandLevels))
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

/** @param rows - At least one, of one length. */
function meanOf(rows: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(rows[0]?.length ?? 0)
  for (const row of rows) {
    for (let i = 0; i < mean.length; i += 1) mean[i] = (mean[i] as number) + (row[i] as number) / rows.length
  }
  return mean
}
