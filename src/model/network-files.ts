import type { io } from '@tensorflow/tfjs-core'
import { z } from 'zod'
import { BundleError } from '../errors.ts'
import type { NetworkManifest } from './bundle.ts'
import type { BundleContents } from './bundle-contents.ts'
import { concatenateBytes } from './concatenate.ts'

const MODEL_FILE = 'model.json'
const WEIGHTS_FILE = 'weights.bin'
/** Longer weights are put into several files, which copy and compare better. */
const MAX_WEIGHT_FILE_BYTES = 768 * 1024
const BYTES_PER_WEIGHT = 4

const WeightSpec = z.object({
  name: z.string(),
  shape: z.array(z.number().int().min(0)),
  /** The only kind that is exact: quantised weights would give other numbers. */
  dtype: z.literal('float32'),
  quantization: z.undefined('must not be quantised').optional(),
})

/** TensorFlow.js's own form of a layers model, as far as it is used here. */
const ModelJson = z.object({
  modelTopology: z.record(z.string(), z.json()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(WeightSpec) })),
})

/** A network's layers and weights, as TensorFlow.js takes and gives them. */
export interface NetworkArtifacts {
  readonly modelTopology: object
  readonly weightSpecs: io.WeightsManifestEntry[]
  readonly weightData: ArrayBuffer
}

/** The files of a bundle that hold a network: `model.json`, to be named by the manifest, and its weights. */
export function toNetworkFiles({ modelTopology, weightSpecs, weightData }: NetworkArtifacts): Map<string, Uint8Array> {
  const weights = weightFiles(new Uint8Array(weightData))
  const model = {
    format: 'layers-model',
    generatedBy: 'earshot',
    modelTopology,
    weightsManifest: [{ paths: [...weights.keys()], weights: weightSpecs }],
  }
  return new Map([[MODEL_FILE, new TextEncoder().encode(JSON.stringify(model))], ...weights])
}

/** `weights.bin`, or `weights-1-of-2.bin` and so on. */
function weightFiles(bytes: Uint8Array): Map<string, Uint8Array> {
  const count = Math.ceil(bytes.byteLength / MAX_WEIGHT_FILE_BYTES)
  if (count <= 1) return new Map([[WEIGHTS_FILE, bytes]])
  const parts = Array.from({ length: count }, (_, i) =>
    bytes.subarray(i * MAX_WEIGHT_FILE_BYTES, (i + 1) * MAX_WEIGHT_FILE_BYTES),
  )
  return new Map(parts.map((part, i) => [`weights-${i + 1}-of-${count}.bin`, part]))
}

/**
 * The network of a bundle, every weight accounted for and finite.
 *
 * @throws {@link BundleError} naming the file or weight that is damaged or missing.
 */
export function fromNetworkFiles({ manifest, files }: BundleContents<NetworkManifest>): NetworkArtifacts {
  const { modelTopology, weightsManifest } = parseModelJson(manifest.network, files)
  const weightSpecs = weightsManifest.flatMap(({ weights }) =>
    weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
  )
  const parts = weightsManifest.flatMap(({ paths }) => paths).map((path) => fileOf(files, path))
  const weightData = concatenateBytes(parts).buffer
  refuseUnusableWeights(
    weightSpecs,
    new Float32Array(weightData, 0, Math.floor(weightData.byteLength / BYTES_PER_WEIGHT)),
  )
  const expectedBytes = BYTES_PER_WEIGHT * weightSpecs.reduce((sum, { shape }) => sum + sizeOf(shape), 0)
  if (weightData.byteLength > expectedBytes) {
    throw new BundleError(`the weight files hold ${weightData.byteLength} bytes, but their list only ${expectedBytes}`)
  }
  return { modelTopology, weightSpecs, weightData }
}

function parseModelJson(name: string, files: BundleContents['files']): z.infer<typeof ModelJson> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(fileOf(files, name)))
  } catch (cause) {
    if (cause instanceof BundleError) throw cause
    throw new BundleError(`${name} is not JSON`, { cause })
  }
  const parsed = ModelJson.safeParse(json)
  if (!parsed.success) {
    throw new BundleError(`${name} is not a TensorFlow.js layers model:\n${z.prettifyError(parsed.error)}`)
  }
  return parsed.data
}

function fileOf(files: BundleContents['files'], name: string): Uint8Array {
  const bytes = files.get(name)
  if (bytes === undefined) throw new BundleError(`the bundle lacks ${name}, which its network needs`)
  return bytes
}

function refuseUnusableWeights(specs: readonly io.WeightsManifestEntry[], values: Float32Array): void {
  let offset = 0
  for (const { name, shape } of specs) {
    const end = offset + sizeOf(shape)
    if (end > values.length) throw new BundleError(`the weight files end before the last number of weight ${name}`)
    if (!values.subarray(offset, end).every(Number.isFinite)) {
      throw new BundleError(`weight ${name} holds a number that is not finite`)
    }
    offset = end
  }
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
