import { z } from 'zod'
import { isMissing, type MlflowClient } from './mlflow-client.ts'
import { numbersOf } from './run-metric.ts'
import type { EpochRecord, RunRecord } from './run-record.ts'

/** What MLflow takes in one `log-batch`. */
const MAX_METRICS = 900
const MAX_PARAMS = 90
/** Older servers keep 500 characters of a parameter. */
const MAX_PARAM_LENGTH = 500
/** By which a run is found again. */
const RUN_TAG = 'earshot.run'

const Nothing = z.looseObject({})
const Experiment = z.looseObject({ experiment: z.looseObject({ experiment_id: z.string() }) })
const NewExperiment = z.looseObject({ experiment_id: z.string() })
const Run = z.looseObject({ info: z.looseObject({ run_id: z.string() }) })
const NewRun = z.looseObject({ run: Run })
const FoundRuns = z.looseObject({ runs: z.array(Run).optional() })

export interface PushedRun {
  /** MLflow's. */
  readonly runId: string
  /** Whether it was there already: a run is pushed once. */
  readonly isOld: boolean
}

/**
 * Copy a run to an MLflow tracking server: parameters, figures, figures of each epoch, state.
 *
 * @param experiment - Is made where it is missing.
 * @throws {@link TransportError} when the server cannot be reached or refuses.
 */
export async function pushRun(
  client: MlflowClient,
  experiment: string,
  run: RunRecord,
  epochs: readonly EpochRecord[],
): Promise<PushedRun> {
  const experimentId = await findExperiment(client, experiment)
  const filter = `tags.\`${RUN_TAG}\` = '${run.id}'`
  const search = { experiment_ids: [experimentId], filter, max_results: 1 }
  const { runs: [old] = [] } = await client.post('runs/search', search, FoundRuns)
  if (old !== undefined) return { runId: old.info.run_id, isOld: true }

  const startMs = Date.parse(run.startedAt)
  const endMs = run.endedAt === undefined ? startMs : Date.parse(run.endedAt)
  const created = await client.post(
    'runs/create',
    {
      experiment_id: experimentId,
      run_name: run.id,
      start_time: startMs,
      tags: [
        { key: RUN_TAG, value: run.id },
        { key: 'earshot.bundle', value: run.name },
      ],
    },
    NewRun,
  )
  const runId = created.run.info.run_id
  for (const params of inParts(paramsOf(run), MAX_PARAMS)) {
    await client.post('runs/log-batch', { run_id: runId, params }, Nothing)
  }
  for (const metrics of inParts(metricsOf(run, epochs, endMs), MAX_METRICS)) {
    await client.post('runs/log-batch', { run_id: runId, metrics }, Nothing)
  }
  await client.post('runs/update', { run_id: runId, ...stateOf(run, endMs) }, Nothing)
  return { runId, isOld: false }
}

async function findExperiment(client: MlflowClient, name: string): Promise<string> {
  try {
    const found = await client.get('experiments/get-by-name', { experiment_name: name }, Experiment)
    return found.experiment.experiment_id
  } catch (error) {
    if (!isMissing(error)) throw error
    return (await client.post('experiments/create', { name }, NewExperiment)).experiment_id
  }
}

function paramsOf({ parameters, dataset = {} }: RunRecord): { key: string; value: string }[] {
  return Object.entries({ ...prefixed('', parameters), ...prefixed('dataset.', dataset) }).map(([key, value]) => ({
    key,
    value: (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, MAX_PARAM_LENGTH),
  }))
}

function prefixed(prefix: string, record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [`${prefix}${key}`, value]))
}

function metricsOf(run: RunRecord, epochs: readonly EpochRecord[], timestamp: number): object[] {
  const perEpoch = epochs.flatMap(({ epoch: step = 0, ...figures }) =>
    Object.entries(figures).map(([key, value]) => ({ key: `epoch.${key}`, value, timestamp, step })),
  )
  const reached = [...numbersOf(run.figures)].map(([key, value]) => ({ key, value, timestamp, step: 0 }))
  return [...perEpoch, ...reached].filter(({ value }) => Number.isFinite(value))
}

function stateOf({ state, endedAt }: RunRecord, endMs: number): object {
  const end = endedAt === undefined ? {} : { end_time: endMs }
  switch (state) {
    case 'finished':
      return { status: 'FINISHED', ...end }
    case 'failed':
      return { status: 'FAILED', ...end }
    default:
      return { status: 'RUNNING' }
  }
}

function* inParts<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
