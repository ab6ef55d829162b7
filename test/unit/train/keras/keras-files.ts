import { strToU8, zipSync } from 'fflate'
import h5wasm, { type Group } from 'h5wasm'

/** An array as Keras would store it. */
export interface StoredArray {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array
}

export interface StoredLayer {
  readonly class_name: string
  readonly config: Readonly<Record<string, unknown>>
  readonly weights?: readonly StoredArray[]
  /** Keras 3 names the module of its own layers. */
  readonly module?: string
  readonly inbound_nodes?: unknown
}

export interface StoredModel {
  readonly layers: readonly StoredLayer[]
  readonly kerasVersion?: string
  /** Ends of a functional model; without them it is Sequential. */
  readonly ends?: { readonly input_layers: unknown; readonly output_layers: unknown }
  /** Attributes with more names than this are cut into several, as Keras does above 64 KB. */
  readonly namesPerAttribute?: number
}

/** Numbers that are the same each time, -0.5 to 0.5. */
export function array(name: string, shape: readonly number[], seed = 1): StoredArray & { values: Float32Array } {
  let state = seed * 7919 + name.length
  const values = Float32Array.from({ length: shape.reduce((n, length) => n * length, 1) }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0
    return state / 2 ** 32 - 0.5
  })
  return { name, shape, values }
}

function describeModel({ layers, ends }: StoredModel): object {
  const described = layers.map(({ weights: _weights, ...layer }) => ({ name: layer.config['name'], ...layer }))
  return ends
    ? { class_name: 'Functional', config: { name: 'model', layers: described, ...ends } }
    : { class_name: 'Sequential', config: { name: 'sequential', layers: described } }
}

/** A whole model in `.h5`, as Keras 2 and 3 save it. */
export function writeH5(model: StoredModel): Promise<Uint8Array> {
  const { kerasVersion = '2.3.1', namesPerAttribute = 1000, layers } = model
  return writeHdf5((file) => {
    file.create_attribute('model_config', JSON.stringify(describeModel(model)))
    file.create_attribute('keras_version', kerasVersion)
    const root = file.create_group('model_weights')
    const stored = layers.filter(({ class_name }) => class_name !== 'InputLayer')
    writeNames(
      root,
      'layer_names',
      stored.map(({ config }) => String(config['name'])),
      namesPerAttribute,
    )
    for (const { config, weights = [] } of stored) {
      const group = root.create_group(String(config['name']))
      writeNames(
        group,
        'weight_names',
        weights.map(({ name }) => name),
        namesPerAttribute,
      )
      for (const weight of weights) writeArray(group, weight)
    }
  })
}

/** A `.keras` archive; the arrays by their path within `model.weights.h5`. */
export async function writeKeras(
  model: StoredModel,
  arrays: Readonly<Record<string, StoredArray>>,
): Promise<Uint8Array> {
  const weights = await writeHdf5((file) => {
    for (const [path, stored] of Object.entries(arrays)) writeArray(file, { ...stored, name: path })
  })
  return zipSync({
    'metadata.json': strToU8(JSON.stringify({ keras_version: model.kerasVersion ?? '3.15.1' })),
    'config.json': strToU8(JSON.stringify(describeModel(model))),
    'model.weights.h5': weights,
  })
}

export async function writeHdf5(write: (file: InstanceType<typeof h5wasm.File>) => void): Promise<Uint8Array> {
  const { FS } = await h5wasm.ready
  const file = new h5wasm.File('/written.h5', 'w')
  write(file)
  file.close()
  const bytes = FS.readFile('/written.h5')
  FS.unlink('/written.h5')
  return bytes
}

function writeNames(group: Group, attribute: string, names: readonly string[], perAttribute: number): void {
  if (names.length <= perAttribute) {
    writeTexts(group, attribute, names)
    return
  }
  for (let i = 0; i * perAttribute < names.length; i++) {
    writeTexts(group, `${attribute}${i}`, names.slice(i * perAttribute, (i + 1) * perAttribute))
  }
}

/** An empty list is stored as numpy stores it: as no numbers. */
function writeTexts(group: Group, attribute: string, texts: readonly string[]): void {
  if (texts.length === 0) group.create_attribute(attribute, new Float64Array(0), [0])
  else group.create_attribute(attribute, [...texts])
}

function writeArray(root: Group, { name, shape, values }: StoredArray): void {
  const parts = name.split('/')
  const leaf = parts.pop() ?? name
  const group = parts.reduce<Group>((parent, part) => {
    const child = parent.keys().includes(part) ? parent.get(part) : parent.create_group(part)
    if (!(child instanceof h5wasm.Group)) throw new Error(`${part} is not a group`)
    return child
  }, root)
  group.create_dataset({ name: leaf, data: values, shape: [...shape] })
}
