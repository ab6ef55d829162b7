import { DatasetError } from '../../errors.ts'
import { soundDifference } from '../../model/sound-difference.ts'
import type { SoundStatistics } from '../../model/sound-statistics.ts'
import { Random } from '../../synth/random.ts'
import type { HeardExample } from '../examples.ts'
import type { GroupedExample } from './cross-validation.ts'

export interface Relation {
  /** Normal recordings whose mean a machine is compared with: as few as a calibration may have. */
  readonly references: number
  /** Labels that mean that all is well, by index. */
  readonly normal: ReadonlySet<number>
  readonly seed: number
}

/** How often each machine is compared, each time with others of its normal recordings. */
const DRAWS = 4
const LEAST_MACHINES = 2

/**
 * Recordings as they differ from some normal ones of the same machine, drawn several times. The group of each is its
 * machine.
 *
 * @throws {@link DatasetError} when the paths do not name machines, or one has too few normal recordings.
 */
export function relativeExamples(
  examples: readonly HeardExample[],
  parts: SoundStatistics['parts'],
  { references, normal, seed }: Relation,
): GroupedExample[] {
  const machines = [...new Set(examples.map(({ machine }) => machine))]
  if (machines.length < LEAST_MACHINES || machines.includes(undefined)) {
    throw new DatasetError(
      'to judge a machine relative to its normal sound, recordings of several machines are needed, and paths that ' +
        'name them (id_00, M1, fan1, machine-1)',
    )
  }
  return machines.flatMap((machine = '') => {
    const own = examples.filter((example) => example.machine === machine)
    const healthy = own.filter(({ label }) => normal.has(label))
    if (healthy.length <= references) {
      throw new DatasetError(
        `${machine} has ${healthy.length} normal recordings: to compare it with ${references} of them, one more is needed`,
      )
    }
    return Array.from({ length: DRAWS }, (_, draw) => {
      const chosen = new Set(
        new Random(seed, `references/${machine}/${draw}`).shuffle([...healthy]).slice(0, references),
      )
      const reference = meanOf([...chosen].map(({ input }) => input))
      return own
        .filter((example) => !chosen.has(example))
        .map(({ input, label }) => ({ input: soundDifference(input, reference, parts), label, group: machine }))
    }).flat()
  })
}

/** @param rows - At least one. */
export function meanOf(rows: readonly ArrayLike<number>[]): Float64Array {
  return Float64Array.from({ length: rows[0]?.length ?? 0 }, (_, i) => {
    return rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length
  })
}
