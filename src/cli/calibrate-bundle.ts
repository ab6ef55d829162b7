import { basename, resolve } from 'node:path'
import { readBundle, sealBundle, writeBundle } from '../adapters/disk/bundle-folder.ts'
import { createLinearScorer } from '../model/linear-scorer.ts'
import { withMet } from '../train/heard-recordings.ts'
import { calibrateLinear } from '../train/lda/calibrate-linear.ts'
import { findNormalRecordings } from '../train/learn/normal-recordings.ts'
import { progressBar } from './progress.ts'

export interface CalibrateOptions {
  readonly model: string
  readonly out: string
  readonly name?: string
}

/** Hear the machine, try the bundle, and only then write it. */
export async function calibrateBundle(directory: string, { model, out, name }: CalibrateOptions): Promise<void> {
  const bundle = await readBundle(model)
  const { recordings, leftOut } = await findNormalRecordings(directory)
  const files = recordings.map(({ file }) => file)
  const progress = progressBar('listen', files.length)
  const calibrated = await calibrateLinear(bundle, directory, files, progress.update).finally(progress.stop)

  const training = withMet(
    calibrated.draft.training,
    calibrated.sha256s.map((sha256) => ({ sha256 })),
  )
  const draft = {
    ...calibrated.draft,
    name: name ?? basename(resolve(out)),
    ...(training === undefined ? {} : { training }),
  }
  const sealed = sealBundle(draft, calibrated.files)
  createLinearScorer({ ...sealed, manifest: { ...draft, files: sealed.manifest.files } }).dispose()
  await writeBundle(out, draft, calibrated.files)
  const rest = leftOut > 0 ? `; ${leftOut} left out: their paths say that they are not of normal sound` : ''
  console.log(`Calibrated by ${files.length} normal recordings${rest}\nWritten to ${out}`)
}
