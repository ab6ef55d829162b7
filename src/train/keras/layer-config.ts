import { isDeepStrictEqual } from 'node:util'
import { KerasImportError } from '../../errors.ts'
import { carryActivation } from './activation.ts'
import { asRecord, asString, isRecord, type JsonRecord } from './json-record.ts'
import { LAYER_RULES, type LayerRule, NOT_FOR_INFERENCE, TRAINING_SUFFIX } from './layer-rules.ts'

/** Packages whose layers are Keras's own. */
const KERAS = /^(keras|tensorflow|tf_keras)\b/

/** A layer in TensorFlow.js's form, with the class that Keras knew it by. */
export interface CarriedLayer {
  readonly name: string
  readonly kerasClass: string
  readonly class_name: string
  readonly config: JsonRecord
  /** Of an InputLayer, or of the first layer of an old Sequential model; the batch axis left open. */
  readonly inputShape?: readonly unknown[]
  /** The layer inside a wrapper (Bidirectional, TimeDistributed). */
  readonly inner?: CarriedLayer
}

/**
 * Carry one layer's description over, refusing by the layer's name what cannot be carried exactly.
 *
 * @param kerasMajor - Version of Keras that saved the file: some names changed their meaning.
 * @throws {@link KerasImportError}
 */
export function carryLayer(value: unknown, kerasMajor: number): CarriedLayer {
  const layer = asRecord(value, 'a layer of the model')
  const kerasClass = asString(layer['class_name'], 'the class of a layer')
  const raw = asRecord(layer['config'], `the configuration of a ${kerasClass} layer`)
  const name = asString(raw['name'] ?? layer['name'], `the name of a ${kerasClass} layer`)
  const rule = LAYER_RULES.get(kerasClass)
  const module = layer['module']
  const isForeign = typeof module === 'string' && !(rule?.from ?? KERAS).test(module)
  if (rule === undefined || isForeign) {
    throw new KerasImportError(`layer ${name} is of class ${kerasClass}, which cannot be carried over to TensorFlow.js`)
  }
  refuseOtherNumbers(raw['dtype'], name)

  const config = renameFields(raw, kerasClass)
  refuseUnknownFields(config, rule, `layer ${name} (${kerasClass})`)
  const kept: Record<string, unknown> = { name, trainable: true, ...zeroInitialisers(config, rule) }
  for (const field of rule.keeps) {
    const carried = carryField(field, config[field], { name, kerasMajor })
    if (carried !== undefined) kept[field] = carried
  }
  const inner = carryInner(config, kerasClass, name, kerasMajor)
  if (inner) kept['layer'] = { class_name: inner.class_name, config: inner.config }
  const inputShape = inputShapeOf(config, name)
  const carried = { name, kerasClass, class_name: rule.as ?? kerasClass, config: kept }
  return { ...carried, ...(inner && { inner }), ...(inputShape && { inputShape }) }
}

/** Every weight comes from the file: what it would begin with costs time to compute (and some cannot be, here). */
function zeroInitialisers(config: JsonRecord, { keeps }: LayerRule): JsonRecord {
  const written = Object.keys(config).filter((field) => field.endsWith('_initializer'))
  const recurrent = keeps.includes('return_sequences') ? ['recurrent_initializer'] : []
  return Object.fromEntries([...written, ...recurrent].map((field) => [field, { class_name: 'Zeros', config: {} }]))
}

function renameFields(config: JsonRecord, kerasClass: string): JsonRecord {
  if (kerasClass !== 'LeakyReLU' || !('negative_slope' in config)) return config
  const { negative_slope: alpha, ...others } = config
  return { ...others, alpha }
}

/** An unknown field is let go only where its value says that it is not used. */
function refuseUnknownFields(config: JsonRecord, { keeps, only = {} }: LayerRule, layer: string): void {
  for (const [field, value] of Object.entries(config)) {
    if (keeps.includes(field) || NOT_FOR_INFERENCE.has(field) || TRAINING_SUFFIX.test(field)) continue
    const isUnused = value === null || value === false || isDeepStrictEqual(value, []) || isDeepStrictEqual(value, {})
    if (isUnused || (field in only && isDeepStrictEqual(value, only[field]))) continue
    throw new KerasImportError(`${layer} sets ${field} to ${JSON.stringify(value)}, which TensorFlow.js cannot do`)
  }
}

function carryField(field: string, value: unknown, of: { name: string; kerasMajor: number }): unknown {
  if (field.endsWith('activation')) return carryActivation(value, of.name, of.kerasMajor)
  if (field === 'merge_mode' && value === null) {
    throw new KerasImportError(`layer ${of.name} does not merge its two directions, which cannot be carried over`)
  }
  if (field === 'padding' && value === 'causal') {
    throw new KerasImportError(`layer ${of.name} has causal padding, which TensorFlow.js cannot do`)
  }
  // tf.keras writes the axis of a normalisation as a list.
  if (field === 'axis' && Array.isArray(value) && value.length === 1) return value[0]
  return value ?? undefined
}

function refuseOtherNumbers(dtype: unknown, layer: string): void {
  const policy = isRecord(dtype) ? asRecord(dtype['config'], `the number format of layer ${layer}`)['name'] : dtype
  if (policy === undefined || policy === null || policy === 'float32') return
  throw new KerasImportError(`layer ${layer} computes in ${JSON.stringify(policy)}; only float32 can be carried over`)
}

function inputShapeOf(config: JsonRecord, layer: string): readonly unknown[] | undefined {
  const shape = config['batch_shape'] ?? config['batch_input_shape']
  if (shape === undefined || shape === null) return undefined
  if (!Array.isArray(shape)) throw new KerasImportError(`the input shape of layer ${layer} is damaged`)
  return [null, ...shape.slice(1)]
}

function carryInner(
  config: JsonRecord,
  kerasClass: string,
  name: string,
  kerasMajor: number,
): CarriedLayer | undefined {
  if (config['layer'] === undefined) return undefined
  const inner = carryLayer(config['layer'], kerasMajor)
  const backward = config['backward_layer']
  if (kerasClass !== 'Bidirectional') return inner
  // Written also when it is only the mirror image, which TensorFlow.js makes itself.
  if (isRecord(backward) && !isMirrorImage(inner, carryLayer(backward, kerasMajor))) {
    throw new KerasImportError(`layer ${name} has a backward layer of its own, which cannot be carried over`)
  }
  return inner
}

function isMirrorImage(forward: CarriedLayer, backward: CarriedLayer): boolean {
  const { name: _forwardName, go_backwards: forwardGoesBack, ...ahead } = forward.config
  const { name: _backwardName, go_backwards: backwardGoesBack, ...back } = backward.config
  return (
    forward.kerasClass === backward.kerasClass && forwardGoesBack !== backwardGoesBack && isDeepStrictEqual(ahead, back)
  )
}
