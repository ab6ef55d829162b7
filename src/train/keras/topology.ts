import { KerasImportError } from '../../errors.ts'
import { carryInboundNodes, carryModelEnds } from './inbound-nodes.ts'
import { asArray, asRecord, asString, type JsonRecord } from './json-record.ts'
import { type CarriedLayer, carryLayer } from './layer-config.ts'

/** A Keras model's layers in the form that TensorFlow.js reads. */
export interface Topology {
  readonly modelTopology: JsonRecord
  /** In the model's order, which is the order of their weights; input layers included. */
  readonly layers: readonly CarriedLayer[]
}

/**
 * Carry a model's description (`model_config`, `config.json`) over.
 *
 * @param kerasMajor - Version of Keras that saved the file.
 * @throws {@link KerasImportError} naming the layer that cannot be carried over exactly.
 */
export function carryTopology(model: JsonRecord, kerasMajor: number): Topology {
  const className = asString(model['class_name'], 'the class of the model')
  switch (className) {
    case 'Sequential':
      return carrySequential(model, kerasMajor)
    case 'Functional':
    case 'Model':
      return carryFunctional(asRecord(model['config'], 'the configuration of the model'), kerasMajor)
    default:
      throw new KerasImportError(
        `the model is of class ${className}; only Sequential and functional models can be carried over`,
      )
  }
}

function carrySequential(model: JsonRecord, kerasMajor: number): Topology {
  // Before Keras 2.2.3 the configuration was the bare list of layers.
  const config = Array.isArray(model['config']) ? { layers: model['config'] } : asRecord(model['config'], 'the model')
  const layers = asArray(config['layers'], 'the list of layers').map((layer) => carryLayer(layer, kerasMajor))
  const inputShape = layers[0]?.inputShape ?? config['build_input_shape'] ?? buildShapeOf(model) ?? buildShapeOf(config)
  if (!Array.isArray(inputShape)) {
    throw new KerasImportError('the model does not say the shape of its input; add an Input layer and save it again')
  }
  const [first, ...rest] = layers.filter(({ kerasClass }) => kerasClass !== 'InputLayer')
  if (first === undefined) throw new KerasImportError('the model has no layers')
  const entry = { ...first, config: { ...first.config, batch_input_shape: [null, ...inputShape.slice(1)] } }
  const modelTopology = {
    class_name: 'Sequential',
    config: {
      name: nameOf(config),
      layers: [entry, ...rest].map(({ class_name, config }) => ({ class_name, config })),
    },
  }
  return { modelTopology, layers }
}

function buildShapeOf(model: JsonRecord): unknown {
  const build = model['build_config']
  return build === undefined || build === null ? undefined : asRecord(build, 'build_config')['input_shape']
}

function carryFunctional(config: JsonRecord, kerasMajor: number): Topology {
  const entries = asArray(config['layers'], 'the list of layers').map((entry) => {
    const carried = carryLayer(entry, kerasMajor)
    const { name } = carried
    const inbound = carryInboundNodes(asRecord(entry, `layer ${name}`)['inbound_nodes'], name)
    const shape = carried.inputShape && { batch_input_shape: carried.inputShape, dtype: 'float32', sparse: false }
    const { class_name } = carried
    return { carried, described: { name, class_name, config: { ...carried.config, ...shape }, inbound_nodes: inbound } }
  })
  const modelTopology = {
    class_name: 'Model',
    config: {
      name: nameOf(config),
      layers: entries.map(({ described }) => described),
      input_layers: carryModelEnds(config['input_layers'], 'the list of inputs'),
      output_layers: carryModelEnds(config['output_layers'], 'the list of outputs'),
    },
  }
  return { modelTopology, layers: entries.map(({ carried }) => carried) }
}

function nameOf(config: JsonRecord): string {
  return typeof config['name'] === 'string' ? config['name'] : 'imported'
}
