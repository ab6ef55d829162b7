import { writeFile } from 'node:fs/promises'
import { readBundle } from '../adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { ParameterError } from '../errors.ts'
import type { BundleContents } from '../model/bundle-contents.ts'
import { type EngineName, loadEngine } from '../model/engine.ts'
import { createScorer } from '../model/scorer.ts'
import { type DatasetFolder, exploreDataset } from '../train/dataset-folder.ts'
import { summariseDataset } from '../train/dataset-summary.ts'
import { type DatasetEvaluation, evaluateDataset } from '../train/evaluation/evaluate-dataset.ts'
import { toJson } from '../train/evaluation/evaluation-json.ts'
import { matchLabels } from '../train/evaluation/label-scheme.ts'
import { evaluationPage } from '../train/evaluation/page/evaluation-page.ts'
import { describeDataset } from './dataset-report.ts'
import { describeEvaluation } from './evaluation-report.ts'
import { progressBar } from './progress.ts'

export interface EvaluateOptions {
  readonly model: string
  readonly labels?: readonly string[]
  readonly normal?: readonly string[]
  readonly json?: true
  readonly out?: string
  readonly worst: number
  readonly dryRun?: true
  readonly engine: 'auto' | EngineName
}

/** @returns The exit code: 1 when a recording could not be judged. */
export async function evaluateBundle(directory: string, options: EvaluateOptions): Promise<0 | 1> {
  const dataset = await exploreDataset(directory, options.labels)
  const bundle = await readBundle(options.model)
  if (options.dryRun) {
    await reportPlan(dataset, bundle, options)
    return 0
  }
  const evaluation = await judge(dataset, bundle, options)
  const page = options.out ?? (options.json ? undefined : 'evaluation.html')
  if (page !== undefined) {
    const html = await evaluationPage(evaluation, { worst: options.worst, evaluatedAt: new Date() })
    await writeFile(page, html).catch((cause: Error) => {
      throw new ParameterError(`--out ${page} cannot be written (${cause.message})`, { cause })
    })
  }
  console.log(options.json ? JSON.stringify(toJson(evaluation), null, 2) : describeEvaluation(evaluation))
  if (page !== undefined) console.error(`Page with pictures and sound: ${page}`)
  return evaluation.refused.length > 0 ? 1 : 0
}

async function judge(
  dataset: DatasetFolder,
  bundle: BundleContents,
  { engine: preferred, normal }: EvaluateOptions,
): Promise<DatasetEvaluation> {
  const engine = await loadEngine({ ...findEngineFiles(), preferred })
  const scorer = await createScorer(bundle, engine)
  const progress = progressBar('evaluate', 2 * dataset.recordings.length)
  try {
    return await evaluateDataset({ dataset, scorer, normal, onRead: (done, file) => progress.update(done, file) })
  } finally {
    progress.stop()
    scorer.dispose()
  }
}

async function reportPlan(
  dataset: DatasetFolder,
  { manifest }: BundleContents,
  options: EvaluateOptions,
): Promise<void> {
  const tellsLabels = manifest.kind !== 'normal-only'
  const scheme = matchLabels({
    found: dataset.labels,
    bundle: manifest.labels,
    tellsLabels,
    normal: options.normal,
  })
  console.log(
    `${describeDataset(dataset.root, await summariseDataset(dataset))}\n` +
      `Would evaluate ${manifest.name} ${manifest.version}: normal is ${scheme.normal.join(', ')}; compared is ` +
      `${scheme.level === 'labels' ? `which of ${scheme.compared.join(', ')}` : 'whether all is well'}.`,
  )
}
