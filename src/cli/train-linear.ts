import { sealBundle } from '../adapters/disk/bundle-folder.ts'
import { ParameterError } from '../errors.ts'
import type { LabelSpec } from '../model/bundle.ts'
import type { BundleContents, ManifestDraft } from '../model/bundle-contents.ts'
import { createLinearScorer } from '../model/linear-scorer.ts'
import { type LinearParams, type TrainedLinear, trainLinear } from '../train/lda/train-linear.ts'
import { augmentationOf, type TrainOptions } from './train-options.ts'
import type { TrainedBundle, Training } from './training.ts'
import { showTraining } from './training-progress.ts'

/** A training in closed form: there is nothing to go on from, and no engine. */
export function prepareLinear(labels: readonly LabelSpec[], options: TrainOptions): Training {
  const { seed, holdOut, relativeTo: references } = options
  const augmentation = augmentationOf(options)
  if (augmentation.maskShare > 0) throw new ParameterError('--augment-mask is for networks, which learn in epochs')
  const params: LinearParams = {
    labels,
    references,
    augmentation,
    seed,
    ...(holdOut === undefined ? {} : { heldOutMachines: holdOut }),
  }
  return {
    parameters: {
      kind: 'lda',
      seed,
      references,
      heldOutMachines: [...(holdOut ?? [])],
      augmentation: { ...augmentation, snrDb: [...augmentation.snrDb] },
    },
    train: async (dataset) => {
      const progress = showTraining({ recordings: dataset.recordings.length, epochs: 0, done: 0 })
      try {
        return describe(await trainLinear(dataset, params, progress), params)
      } finally {
        progress.stop()
      }
    },
  }
}

function describe(trained: TrainedLinear, { seed, heldOutMachines, references }: LinearParams): TrainedBundle {
  const { form, files, training, validation, chosen, fingerprint, heard } = trained
  const { folds, shrinkage, sharpness } = chosen
  const how = heldOutMachines
    ? `machines ${heldOutMachines.join(', ')}, which were not learnt from`
    : `cross-validation in ${folds} parts by ${references > 0 ? 'machine' : 'recording'}`
  return {
    form,
    files,
    fingerprint,
    heard,
    training: { kind: 'lda', seed, validation: how },
    figures: {
      validationAccuracy: validation.accuracy,
      validationLoss: validation.loss,
      validationConfusion: validation.confusion.map((row) => [...row]),
      trainingAccuracy: training.accuracy,
      folds,
      shrinkage,
      sharpness,
    },
    summary: `accuracy ${validation.accuracy.toFixed(3)}, loss ${validation.loss.toFixed(3)} (${how})`,
    check: async (draft, bundle) => check(draft, bundle),
  }
}

/** One that is to be calibrated cannot score yet. */
function check(draft: ManifestDraft, files: ReadonlyMap<string, Uint8Array>): void {
  const sealed = sealBundle(draft, files)
  const { manifest } = sealed
  if (manifest.kind !== 'linear' || manifest.weighs === 'difference') return
  const contents: BundleContents<typeof manifest> = { ...sealed, manifest }
  createLinearScorer(contents).dispose()
}
