import { FAULT_NAMES, type FaultName } from './fault.ts'
import { Random } from './random.ts'
import type { SnrDb } from './recording.ts'

export interface RecordingPlanParams {
  readonly machineSeeds: readonly number[]
  /** Recordings of each label and machine. */
  readonly clips: number
  /** Taken in turn by the recordings of a label. */
  readonly snrDb: readonly SnrDb[]
  readonly seed: number
}

/** One labelled recording that is to be made. */
export interface PlannedRecording {
  /** Path inside the data set: the label's folder and a name that says machine and number. */
  readonly file: string
  readonly label: FaultName
  readonly machineSeed: number
  readonly seed: number
  readonly snrDb: SnrDb
}

/** A labelled data set, recording by recording: the same for the same parameters, another for another seed. */
export function planRecordings({ machineSeeds, clips, snrDb, seed }: RecordingPlanParams): PlannedRecording[] {
  return machineSeeds.flatMap((machineSeed) =>
    FAULT_NAMES.flatMap((label) =>
      Array.from({ length: clips }, (_, index) => ({
        file: `${label}/fan${machineSeed}_${seed}_${String(index).padStart(4, '0')}.wav`,
        label,
        machineSeed,
        seed: new Random(seed, `${machineSeed}/${label}/${index}`).bits(),
        snrDb: snrDb[index % snrDb.length] ?? 'clean',
      })),
    ),
  )
}
