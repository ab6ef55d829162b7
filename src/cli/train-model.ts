import { randomBytes } from 'node:crypto'
import { basename, resolve } from 'node:path'
import { sealBundle, writeBundle } from '../adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import type { LabelSpec } from '../model/bundle.ts'
import type { ManifestDraft } from '../model/bundle-contents.ts'
import { type Engine, loadTensorFlow } from '../model/engine.ts'
import { toNetworkFiles } from '../model/network-files.ts'
import type { PresetChoice } from '../model/presets.ts'
import { createScorer } from '../model/scorer.ts'
import type { ClassifierKindName } from '../train/classifier-kinds.ts'
import type { DatasetFolder } from '../train/dataset-folder.ts'
import { RunFolder, runId } from '../train/run-folder.ts'
import { type ClassifierParams, type TrainedClassifier, trainClassifier } from '../train/train-classifier.ts'
import { registerTrainingKernels } from '../train/wasm-kernels/register.ts'
import { pushToMlflow } from './mlflow-push.ts'
import { describePlan, planTraining } from './training-plan.ts'
import { showTraining } from './training-progress.ts'

export interface TrainOptions {
  readonly out: string
  readonly kind: ClassifierKindName
  readonly labels?: readonly string[]
  readonly normal?: readonly string[]
  readonly messages?: readonly string[]
  readonly epochs: number
  readonly patience: number
  readonly batchSize: number
  readonly learningRate: number
  readonly validation: number
  readonly holdOut?: readonly string[]
  readonly seed: number
  readonly resampler: PresetChoice['resampler']
  readonly padMode: PresetChoice['padMode']
  readonly runs: string
  readonly name?: string
  readonly version: string
  readonly description?: string
  readonly dryRun?: true
  readonly mlflow?: string
  readonly experiment: string
}

/** Train, keep the run, try the bundle on the engine, and only then write it where it was wanted. */
export async function trainModel(directory: string, options: TrainOptions): Promise<void> {
  const plan = await planTraining(directory, options)
  if (options.dryRun) {
    console.log(await describePlan(plan, options))
    return
  }
  const { dataset, labels } = plan
  const engine = await loadTensorFlow(findEngineFiles())
  if (engine.name === 'wasm') registerTrainingKernels()

  const startedAt = now()
  const params = classifierParams(options)
  const name = options.name ?? basename(resolve(options.out))
  const run = new RunFolder(options.runs, runId(startedAt, options.kind, randomBytes(3).toString('hex')), {
    name,
    startedAt,
    parameters: {
      ...params,
      frontEnd: { ...params.frontEnd },
      heldOutMachines: [...(params.heldOutMachines ?? [])],
      engine: engine.name,
    },
  })
  await run.begin()
  const progress = showTraining(dataset.recordings.length, options.epochs)
  try {
    const classifier = await trainClassifier(dataset, params, {
      onRead: progress.onRead,
      onEpoch: async (metrics) => {
        progress.onEpoch(metrics)
        await run.addMetrics(metrics)
      },
    })
    progress.stop()
    await finish({ classifier, dataset, labels, name, options, engine, run })
  } catch (error) {
    await run.fail(now(), error instanceof Error ? error.message : String(error))
    throw error
  } finally {
    progress.stop()
  }
  if (options.mlflow !== undefined) await push(run, options.mlflow, options)
}

/** The run is kept whatever the server says: it can be pushed again. */
async function push(run: RunFolder, mlflow: string, { runs, experiment }: TrainOptions): Promise<void> {
  try {
    const { runId } = await pushToMlflow(runs, run.id, { mlflow, experiment })
    console.log(`At MLflow as ${runId}`)
  } catch (error) {
    console.error(`Not at MLflow yet; try again with: earshot runs push ${run.id} --runs ${runs} --mlflow ${mlflow}`)
    throw error
  }
}

function classifierParams(options: TrainOptions): ClassifierParams {
  const { kind, epochs, patience, batchSize, learningRate, seed, resampler, padMode, validation, holdOut } = options
  return {
    kind,
    epochs,
    patience,
    batchSize,
    learningRate,
    seed,
    frontEnd: { resampler, padMode },
    validationShare: validation,
    ...(holdOut === undefined ? {} : { heldOutMachines: holdOut }),
  }
}

interface Outcome {
  readonly classifier: TrainedClassifier
  readonly dataset: DatasetFolder
  readonly labels: readonly LabelSpec[]
  readonly name: string
  readonly options: TrainOptions
  readonly engine: Engine
  readonly run: RunFolder
}

async function finish({ classifier, dataset, labels, name, options, engine, run }: Outcome): Promise<void> {
  const { fit, training, validation, weightCount, fingerprint, heard } = classifier
  const recordings = dataset.recordings.length
  const figures = {
    validationAccuracy: validation.accuracy,
    validationLoss: validation.loss,
    validationConfusion: validation.confusion.map((row) => [...row]),
    trainingAccuracy: training.accuracy,
    bestEpoch: fit.best.epoch,
    epochs: fit.epochs.length,
  }
  const draft: ManifestDraft = {
    formatVersion: 1,
    kind: 'network',
    name,
    version: options.version,
    description:
      options.description ?? `Trained on ${recordings} recordings of ${dataset.labels.join(', ')}; knows nothing else.`,
    ...classifier.spec,
    labels: [...labels],
    network: 'model.json',
    training: {
      run: run.id,
      kind: options.kind,
      seed: options.seed,
      engine: engine.name,
      weights: weightCount,
      dataset: { recordings, fingerprint, heard },
      figures,
    },
  }
  const files = toNetworkFiles(classifier.artifacts)
  const scorer = await createScorer(sealBundle(draft, files), engine)
  scorer.dispose()
  await writeBundle(run.bundleFolder, draft, files)
  await writeBundle(options.out, draft, files)
  await run.finish({ endedAt: now(), dataset: { recordings, fingerprint, labels: [...dataset.labels] }, figures })
  console.log(
    `${recordings} recordings, ${weightCount} weights, engine ${engine.name}: validation accuracy ` +
      `${validation.accuracy.toFixed(3)}, loss ${validation.loss.toFixed(3)} (epoch ${fit.best.epoch} of ${fit.epochs.length})\n` +
      `Run ${run.folder}\nWritten to ${options.out}`,
  )
}

function now(): string {
  return new Date().toISOString()
}
