import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { sealBundle, writeBundle } from '../adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../adapters/disk/engine-files.ts'
import { KerasImportError, NotFoundError, ParameterError } from '../errors.ts'
import type { ManifestDraft } from '../model/bundle-contents.ts'
import { loadTensorFlow } from '../model/engine.ts'
import { toNetworkFiles } from '../model/network-files.ts'
import type { PresetChoice, PresetName } from '../model/presets.ts'
import { createScorer } from '../model/scorer.ts'
import { isSpotter, SPOTTING_ALARM } from '../model/spotting.ts'
import { type ImportedModel, importKeras } from '../train/keras/import-keras.ts'
import { chooseFrontEnd, type FrontEndChoice } from './import-front-end.ts'
import { describeLabels } from './label-specs.ts'

/** What h5wasm and TensorFlow.js hold in memory together stays a few times this. */
const MAX_FILE_BYTES = 512 * 1024 * 1024

export interface ImportOptions {
  readonly out: string
  readonly labels: readonly string[]
  readonly normal?: readonly string[]
  readonly messages?: readonly string[]
  readonly preset?: PresetName
  readonly resampler?: PresetChoice['resampler']
  readonly padMode?: PresetChoice['padMode']
  readonly name?: string
  readonly version: string
  readonly description?: string
}

/** Read the Keras file, try the bundle on the engine, and only then write it. */
export async function importModel(file: string, options: ImportOptions): Promise<void> {
  const bytes = await readModelFile(file)
  const engine = await loadTensorFlow(findEngineFiles())
  const model = await importKeras(bytes, basename(file))
  const choice = chooseFrontEnd(options, model.inputShape)
  const labels = describeLabels({ ...options, normal: normalOf(options, choice) })

  const draft: ManifestDraft = {
    formatVersion: 1,
    kind: 'network',
    name: options.name ?? basename(resolve(options.out)),
    version: options.version,
    description: options.description ?? `Imported from ${basename(file)}, saved by Keras ${model.kerasVersion}.`,
    ...choice.spec,
    labels,
    ...(isSpotter(labels) ? { alarm: SPOTTING_ALARM } : {}),
    network: 'model.json',
    training: {
      importedFrom: basename(file),
      importedSha256: createHash('sha256').update(bytes).digest('hex'),
      kerasVersion: model.kerasVersion,
    },
  }
  const files = toNetworkFiles(model.artifacts)
  const scorer = await createScorer(sealBundle(draft, files), engine)
  scorer.dispose()
  await writeBundle(options.out, draft, files)
  console.log(summarise(file, options.out, model, choice))
}

/** Words are events: none of them means that all is well. */
function normalOf({ normal, labels }: ImportOptions, { preset }: FrontEndChoice): readonly string[] {
  if (normal !== undefined) return normal
  if (preset !== 'fan') return []
  throw new ParameterError(`which of ${labels.join(', ')} mean that all is well? Name them with --normal`)
}

async function readModelFile(file: string): Promise<Uint8Array> {
  const stats = await stat(file).catch((cause: unknown) => {
    throw new NotFoundError(`there is no file ${file}`, { cause })
  })
  if (stats.isDirectory()) {
    throw new KerasImportError(
      `${file} is a folder (a SavedModel?); save the model in Keras with model.save('model.keras')`,
    )
  }
  if (stats.size > MAX_FILE_BYTES)
    throw new KerasImportError(`${file} has ${stats.size} bytes, more than can be imported`)
  return readFile(file)
}

function summarise(file: string, out: string, model: ImportedModel, { spec, assumed }: FrontEndChoice): string {
  const { audio, window, features } = spec
  const parameters = model.artifacts.weightData.byteLength / Float32Array.BYTES_PER_ELEMENT
  const lines = [
    `${file}: saved by Keras ${model.kerasVersion}, ${parameters} parameters, ` +
      `input [${model.inputShape.join(', ')}], ${model.outputShape.join()} outputs`,
    `Front end: ${window.lengthSeconds} s at ${audio.sampleRateHz} Hz, ${features.nMfcc} MFCC × ${features.frames.count} ` +
      `columns as [${features.layout}], resampler ${audio.resampler}, padding ${features.padMode}`,
  ]
  if (assumed.length > 0) {
    lines.push(
      `ASSUMED, because a Keras file does not say: ${assumed.join(' ')}`,
      'These are part of the model: with others than it was trained with, verdicts flip. Give them to be sure.',
    )
  }
  return [...lines, `Written to ${out}`].join('\n')
}
