import { readBundle } from '../adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { decodeWav } from '../audio/wav.ts'
import { EarshotError, toErrorBody } from '../errors.ts'
import { type EngineName, loadEngine } from '../model/engine.ts'
import { createScorer, type Scorer } from '../model/scorer.ts'
import { progressBar } from './progress.ts'
import { findRecordings, type Recording, readRecording } from './recordings.ts'
import { printReport, type ScoreRow } from './score-report.ts'

export interface ScoreOptions {
  readonly model: string
  readonly json?: true
  readonly csv?: true
  readonly engine: 'auto' | EngineName
}

/** @returns The exit code: 1 when a recording could not be scored. */
export async function scoreRecordings(paths: readonly string[], options: ScoreOptions): Promise<0 | 1> {
  const bundle = await readBundle(options.model)
  const engine = await loadEngine({ ...findEngineFiles(), preferred: options.engine })
  const scorer = await createScorer(bundle, engine)
  const recordings = await findRecordings(paths)

  const rows: ScoreRow[] = []
  const progress = progressBar('Scoring', recordings.length)
  for (const recording of recordings) {
    progress.update(rows.length, recording.file)
    rows.push(await scoreRecording(scorer, recording))
  }
  progress.update(rows.length)
  progress.stop()
  scorer.dispose()

  printReport(rows, scorer, options.json ? 'json' : options.csv ? 'csv' : 'table')
  return rows.some((row) => 'error' in row) ? 1 : 0
}

/** A recording that cannot be scored is a row like any other: the next ones are scored all the same. */
async function scoreRecording(scorer: Scorer, recording: Recording): Promise<ScoreRow> {
  const { file } = recording
  try {
    return { file, ...(await scorer.scoreClip(decodeWav(await readRecording(recording)))) }
  } catch (error) {
    if (!(error instanceof EarshotError)) console.error(error)
    return { file, ...toErrorBody(error) }
  }
}
