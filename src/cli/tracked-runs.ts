import { join } from 'node:path'
import { readBundle, writeBundle } from '../adapters/disk/bundle-folder.ts'
import { ParameterError } from '../errors.ts'
import { rankRuns, resolveMetric } from '../train/runs/run-metric.ts'
import { findRun, listRuns, type RunRecord, readEpochs } from '../train/runs/run-record.ts'
import { type PushTarget, pushToMlflow } from './mlflow-push.ts'
import { describeRun, runTable } from './run-report.ts'

export interface RunsOptions {
  readonly runs: string
  readonly json?: true
}

export interface BestOptions extends RunsOptions {
  readonly metric: string
  readonly promote?: string
  readonly models: string
}

export interface PushOptions extends RunsOptions, PushTarget {}

export async function listTracked(options: RunsOptions): Promise<void> {
  const runs = await readable(options.runs)
  if (options.json) print(runs)
  else console.log(runs.length === 0 ? `no runs in ${options.runs}` : runTable(runs))
}

export async function showTracked(id: string, options: RunsOptions): Promise<void> {
  const run = await findRun(options.runs, id)
  const epochs = await readEpochs(options.runs, run.id)
  if (options.json) print({ ...run, epochs })
  else console.log(describeRun(run, epochs))
}

/** @throws {@link ParameterError} that lists the figures there are, when none is called so. */
export async function bestTracked(options: BestOptions): Promise<void> {
  const runs = await readable(options.runs)
  const metric = resolveMetric(runs, options.metric)
  const ranked = rankRuns(runs, metric)
  const [best] = ranked
  if (best === undefined) return
  const promoted = options.promote === undefined ? undefined : await promote(best.run, options.promote, options)

  const datasets = new Set(ranked.map(({ run }) => run.dataset?.['fingerprint']))
  if (datasets.size > 1) {
    console.error(
      `Note: the ${ranked.length} runs were trained on ${datasets.size} data sets, so their figures compare poorly.`,
    )
  }
  if (options.json) {
    print({ metric: metric.name, value: best.value, ...(promoted === undefined ? {} : { promoted }), run: best.run })
  } else {
    console.log(
      `${best.run.id}: ${metric.name} ${best.value} (best of ${ranked.length}), ${join(options.runs, best.run.id)}`,
    )
    if (promoted !== undefined) console.log(`Promoted to ${promoted}`)
  }
}

/** Copies are written beside their place and moved into it: whoever reads meets the old bundle or the new one. */
async function promote(run: RunRecord, name: string, { runs, models }: BestOptions): Promise<string> {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}$/.test(name)) {
    throw new ParameterError(`--promote takes a bundle's name (letters, digits, _ . -), got "${name}"`)
  }
  const { manifest, files } = await readBundle(join(runs, run.id, 'bundle'))
  const { files: _, ...draft } = manifest
  const place = join(models, name)
  await writeBundle(place, { ...draft, name, training: { ...draft.training, run: run.id } }, files)
  return place
}

/** @throws {@link TransportError} when the server cannot be reached or refuses. */
export async function pushTracked(id: string, options: PushOptions): Promise<void> {
  const run = await findRun(options.runs, id)
  const { runId, isOld } = await pushToMlflow(options.runs, run.id, options)
  if (options.json) print({ run: run.id, mlflowRun: runId, isOld })
  else console.log(`Run ${run.id} ${isOld ? 'was at MLflow before' : 'is now at MLflow'} as ${runId}`)
}

async function readable(root: string): Promise<readonly RunRecord[]> {
  const { runs, damaged } = await listRuns(root)
  for (const name of damaged) console.error(`Note: run.json of ${join(root, name)} is damaged; left out.`)
  return runs
}

function print(value: unknown): void {
  console.log(JSON.stringify(value, null, 2))
}
