import { sealBundle } from '../adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { type Engine, loadTensorFlow } from '../model/engine.ts'
import { toNetworkFiles } from '../model/network-files.ts'
import { createScorer } from '../model/scorer.ts'
import { type Checkpoint, encodeCheckpoint } from '../train/checkpoint.ts'
import { FIT_DEFAULTS, type NetworkKindName } from '../train/classifier-kind-names.ts'
import type { RunFolder } from '../train/run-folder.ts'
import { type ClassifierParams, type TrainedClassifier, trainClassifier } from '../train/train-classifier.ts'
import { registerTrainingKernels } from '../train/wasm-kernels/register.ts'
import { augmentationOf, type TrainOptions } from './train-options.ts'
import type { TrainedBundle, Training } from './training.ts'
import { showTraining } from './training-progress.ts'

/** Start the engine; the network is trained when the run has begun. */
export async function prepareNetwork(kind: NetworkKindName, options: TrainOptions): Promise<Training> {
  const engine = await loadTensorFlow(findEngineFiles())
  if (engine.name === 'wasm') registerTrainingKernels()
  const params = classifierParams(kind, options)
  return {
    parameters: {
      ...params,
      frontEnd: { ...params.frontEnd },
      heldOutMachines: [...(params.heldOutMachines ?? [])],
      augmentation: { ...params.augmentation, snrDb: [...params.augmentation.snrDb] },
      engine: engine.name,
    },
    train: async (dataset, run, from) => {
      const progress = showTraining({
        recordings: dataset.recordings.length,
        epochs: params.epochs,
        done: from?.state.epochs.length ?? 0,
      })
      try {
        const classifier = await trainClassifier(dataset, params, observe(progress, run), from)
        return await describe(classifier, params, engine)
      } finally {
        progress.stop()
      }
    },
  }
}

function observe(progress: ReturnType<typeof showTraining>, run: RunFolder): Parameters<typeof trainClassifier>[2] {
  return {
    ...progress,
    onCheckpoint: (checkpoint: Checkpoint) => run.keepCheckpoint(encodeCheckpoint(checkpoint)),
    onEpoch: async (metrics) => {
      await run.addMetrics(metrics)
      progress.onEpoch(metrics)
    },
  }
}

function classifierParams(kind: NetworkKindName, options: TrainOptions): ClassifierParams {
  const { preset, batchSize, seed, resampler, padMode, validation, holdOut, refit } = options
  const { epochs, patience, learningRate } = { ...FIT_DEFAULTS[kind], ...options }
  return {
    kind,
    epochs,
    patience,
    batchSize,
    learningRate,
    seed,
    frontEnd: { resampler, padMode },
    validationShare: validation,
    refit,
    ...(preset === undefined ? {} : { preset }),
    ...(holdOut === undefined ? {} : { heldOutMachines: holdOut }),
    augmentation: augmentationOf(options),
  }
}

async function describe(
  classifier: TrainedClassifier,
  params: ClassifierParams,
  engine: Engine,
): Promise<TrainedBundle> {
  const { fit, training, validation, weightCount, fingerprint, heard, epochsOfAll } = classifier
  return {
    form: { kind: 'network', ...classifier.spec, network: 'model.json' },
    files: toNetworkFiles(classifier.artifacts),
    fingerprint,
    heard,
    training: { kind: params.kind, seed: params.seed, engine: engine.name, weights: weightCount },
    figures: {
      validationAccuracy: validation.accuracy,
      validationLoss: validation.loss,
      validationConfusion: validation.confusion.map((row) => [...row]),
      trainingAccuracy: training.accuracy,
      bestEpoch: fit.best.epoch,
      epochs: fit.epochs.length,
      epochsOfAll,
    },
    summary:
      `${weightCount} weights, engine ${engine.name}: validation accuracy ${validation.accuracy.toFixed(3)}, ` +
      `loss ${validation.loss.toFixed(3)} (epoch ${fit.best.epoch} of ${fit.epochs.length})` +
      (epochsOfAll > 0 ? `; then learnt from all recordings in ${epochsOfAll} epochs` : ''),
    check: async (draft, files) => (await createScorer(sealBundle(draft, files), engine)).dispose(),
  }
}
