import { randomBytes } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { writeBundle } from '../adapters/disk/bundle-folder.ts'
import { ParameterError } from '../errors.ts'
import type { LabelSpec } from '../model/bundle.ts'
import type { ManifestDraft } from '../model/bundle-contents.ts'
import { isSpotter, SPOTTING_ALARM } from '../model/spotting.ts'
import { type Checkpoint, decodeCheckpoint } from '../train/checkpoint.ts'
import { RunFolder, runId } from '../train/run-folder.ts'
import { findRun, type RunRecord } from '../train/runs/run-record.ts'
import { pushToMlflow } from './mlflow-push.ts'
import { prepareLinear } from './train-linear.ts'
import { keptOptions, refuseOptionsOfNetworks, resumedOptions, type TrainOptions } from './train-options.ts'
import type { TrainedBundle, Training } from './training.ts'
import { describePlan, planTraining, type TrainingPlan } from './training-plan.ts'

/**
 * Train, keep the run, try the bundle, and only then write it where it was wanted.
 *
 * @param given - Names of the options that the command line gave.
 */
export async function trainModel(directory: string, asked: TrainOptions, given: readonly string[]): Promise<void> {
  const former = asked.resume === undefined ? undefined : await findInterrupted(asked.runs, asked.resume)
  const options = former === undefined ? asked : resumedOptions(asked, former.run, given)
  if (options.kind === 'lda') refuseOptionsOfNetworks(given)
  const plan = await planTraining(directory, options)
  if (options.dryRun) {
    console.log(await describePlan(plan, options))
    return
  }
  const training = await prepare(plan.labels, options)
  const run = await begin(training, options, former)
  try {
    await finish(await training.train(plan.dataset, run, former?.checkpoint), plan, options, run)
  } catch (error) {
    await run.fail(now(), error instanceof Error ? error.message : String(error))
    throw error
  }
  if (options.mlflow !== undefined) await push(run, options.mlflow, options)
}

async function prepare(labels: readonly LabelSpec[], options: TrainOptions): Promise<Training> {
  const { kind } = options
  if (kind === 'lda') return prepareLinear(labels, options)
  if (options.relativeTo > 0) throw new ParameterError('--relative-to is for --kind lda')
  const { prepareNetwork } = await import('./train-network.ts')
  return prepareNetwork(kind, options)
}

interface Interrupted {
  readonly run: RunRecord
  readonly checkpoint: Checkpoint
}

/** @throws {@link ParameterError} when the run is done, or has kept nothing to go on from. */
async function findInterrupted(runs: string, id: string): Promise<Interrupted> {
  const run = await findRun(runs, id)
  if (run.state === 'finished') throw new ParameterError(`run ${run.id} is finished: there is nothing to resume`)
  const bytes = await new RunFolder(runs, run.id, run).checkpoint()
  const checkpoint = bytes && decodeCheckpoint(bytes)
  if (checkpoint === undefined) throw new ParameterError(`run ${run.id} had not finished an epoch: train anew`)
  return { run, checkpoint }
}

async function begin(training: Training, options: TrainOptions, former?: Interrupted): Promise<RunFolder> {
  if (former !== undefined) {
    const { run, checkpoint } = former
    const { id, name, startedAt, parameters, options: kept = {} } = run
    const resumed = new RunFolder(options.runs, id, { name, startedAt, parameters, options: kept })
    await resumed.resume(checkpoint.state.epochs)
    return resumed
  }
  const startedAt = now()
  const run = new RunFolder(options.runs, runId(startedAt, options.kind, randomBytes(3).toString('hex')), {
    name: nameOf(options),
    startedAt,
    parameters: training.parameters,
    options: keptOptions(options),
  })
  await run.begin()
  return run
}

async function finish(
  trained: TrainedBundle,
  { dataset, labels }: TrainingPlan,
  options: TrainOptions,
  run: RunFolder,
): Promise<void> {
  const { fingerprint, heard, figures, files } = trained
  const recordings = dataset.recordings.length
  const draft: ManifestDraft = {
    formatVersion: 1,
    name: nameOf(options),
    version: options.version,
    description:
      options.description ?? `Trained on ${recordings} recordings of ${dataset.labels.join(', ')}; knows nothing else.`,
    labels: [...labels],
    ...(isSpotter(labels) ? { alarm: SPOTTING_ALARM } : {}),
    ...trained.form,
    training: {
      run: run.id,
      ...trained.training,
      dataset: { recordings, fingerprint, heard },
      figures: { ...figures },
    },
  }
  await trained.check(draft, files)
  await writeBundle(run.bundleFolder, draft, files)
  await writeBundle(options.out, draft, files)
  await run.finish({ endedAt: now(), dataset: { recordings, fingerprint, labels: [...dataset.labels] }, figures })
  console.log(`${recordings} recordings, ${trained.summary}\nRun ${run.folder}\nWritten to ${options.out}`)
}

/** The run is kept whatever the server says: it can be pushed again. */
async function push(run: RunFolder, mlflow: string, { runs, experiment }: TrainOptions): Promise<void> {
  try {
    const { runId: at } = await pushToMlflow(runs, run.id, { mlflow, experiment })
    console.log(`At MLflow as ${at}`)
  } catch (error) {
    console.error(`Not at MLflow yet; try again with: earshot runs push ${run.id} --runs ${runs} --mlflow ${mlflow}`)
    throw error
  }
}

function nameOf({ name, out }: TrainOptions): string {
  return name ?? basename(resolve(out))
}

function now(): string {
  return new Date().toISOString()
}
