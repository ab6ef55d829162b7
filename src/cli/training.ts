import type { ManifestDraft } from '../model/bundle-contents.ts'
import type { Checkpoint } from '../train/checkpoint.ts'
import type { DatasetFolder } from '../train/dataset-folder.ts'
import type { HeardRecordings } from '../train/heard-recordings.ts'
import type { RunEnd, RunFolder, RunStart } from '../train/run-folder.ts'

type WithoutIdentity<M> = M extends unknown
  ? Omit<M, 'formatVersion' | 'name' | 'version' | 'description' | 'labels' | 'training'>
  : never

/** What a training has made; what the bundle is called and which labels it has, the caller knows. */
export interface TrainedBundle {
  readonly form: WithoutIdentity<ManifestDraft>
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly fingerprint: string
  readonly heard: HeardRecordings
  /** For the bundle's training record. */
  readonly training: Readonly<Record<string, string | number>>
  readonly figures: RunEnd['figures']
  /** For people, one line. */
  readonly summary: string
  /** Try the bundle. @throws what is wrong with it. */
  check(draft: ManifestDraft, files: ReadonlyMap<string, Uint8Array>): Promise<void>
}

/** A training that is ready to begin. */
export interface Training {
  readonly parameters: RunStart['parameters']
  train(dataset: DatasetFolder, run: RunFolder, from: Checkpoint | undefined): Promise<TrainedBundle>
}
