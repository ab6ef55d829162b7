import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'

/** A coarser way to look at modulation: each of its numbers is the mean of several. */
export interface ModulationView {
  /** Of each number, which of {@link NormalSound.modulation} it is the mean of. */
  readonly cells: readonly (readonly number[])[]
  /** Numbers that follow each other are neighbours within a row of so many. */
  readonly rowLength: number
}

/** Narrower octaves beat by chance, which drowns what a machine does. @unit Hz */
const FROM_OCTAVE_HZ = 500
/** Ranges of rates, from each to the next: stalling, turning, blades passing. @unit Hz */
const RATE_EDGES_HZ = [1, 5, 9, 17, 25, 37, 54, 80] as const

/**
 * The views in which a fault stands out that is spread over neighbouring rates and over octaves: ranges of rates of
 * each higher octave, and the same as means over those octaves.
 *
 * @returns None where no octave is high enough.
 */
export function modulationViews(extractor: NormalSoundExtractor): ModulationView[] {
  const { groups } = extractor.spec.modulation
  const octaves = Array.from({ length: extractor.modulationSize / groups }, (_, i) => i).filter(
    (octave) => extractor.modulationHz(octave * groups).octave.fromHz >= FROM_OCTAVE_HZ,
  )
  const ranges = RATE_EDGES_HZ.slice(1)
    .map((toHz, i) => groupsWithin(RATE_EDGES_HZ[i] ?? 0, toHz, extractor))
    .filter((range) => range.length > 0)
  if (octaves.length === 0) return []
  const cellsOf = (octave: number, range: readonly number[]): number[] => range.map((group) => octave * groups + group)
  const rowLength = ranges.length
  return [
    { cells: octaves.flatMap((octave) => ranges.map((range) => cellsOf(octave, range))), rowLength },
    { cells: ranges.map((range) => octaves.flatMap((octave) => cellsOf(octave, range))), rowLength },
  ]
}

/** Groups whose middle lies in a range. */
function groupsWithin(fromHz: number, toHz: number, extractor: NormalSoundExtractor): number[] {
  return Array.from({ length: extractor.spec.modulation.groups }, (_, i) => i).filter((group) => {
    const { rates } = extractor.modulationHz(group)
    const middleHz = (rates.fromHz + rates.toHz) / 2
    return middleHz >= fromHz && middleHz < toHz
  })
}
