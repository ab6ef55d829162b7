import { FAULT_NAMES, type FaultName } from './fault.ts'
import { Random } from './random.ts'
import type { SnrDb } from './recording.ts'

export interface RecordingPlanParams {
  readonly machineSeeds: readonly number[]
  /** Days on which each machine is heard, as {@link inSession} draws them; none: as the machine was built. */
  readonly sessions?: readonly number[]
  /** Recordings of each label, machine and session. */
  readonly clips: number
  /** Taken in turn by the recordings of a label. */
  readonly snrDb: readonly SnrDb[]
  readonly seed: number
}

/** A fan, and the day on which it is heard. */
interface Subject {
  readonly machineSeed: number
  readonly session?: number
}

/** One labelled recording that is to be made. */
export interface PlannedRecording extends Subject {
  /** Path inside the data set: the label's folder and a name that says machine, session and number. */
  readonly file: string
  readonly label: FaultName
  readonly seed: number
  readonly snrDb: SnrDb
}

/** A labelled data set, recording by recording: the same for the same parameters, another for another seed. */
export function planRecordings(params: RecordingPlanParams): PlannedRecording[] {
  const { machineSeeds, sessions, clips, snrDb, seed } = params
  const subjects = machineSeeds.flatMap((machineSeed): Subject[] => {
    return sessions?.map((session) => ({ machineSeed, session })) ?? [{ machineSeed }]
  })
  return subjects.flatMap((subject) =>
    FAULT_NAMES.flatMap((label) =>
      Array.from({ length: clips }, (_, index) => ({
        file: `${label}/fan${nameOf(subject)}_${seed}_${String(index).padStart(4, '0')}.wav`,
        label,
        ...subject,
        seed: new Random(seed, `${nameOf(subject)}/${label}/${index}`).bits(),
        snrDb: snrDb[index % snrDb.length] ?? 'clean',
      })),
    ),
  )
}

function nameOf({ machineSeed, session }: Subject): string {
  return session === undefined ? `${machineSeed}` : `${machineSeed}_session${session}`
}
