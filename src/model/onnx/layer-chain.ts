import { z } from 'zod'
import { EngineError } from '../../errors.ts'

/** One layer of a network in which each takes what the one before it gives. */
export interface ChainedLayer {
  readonly name: string
  readonly className: string
  readonly config: unknown
}

const Config = z.looseObject({ name: z.string(), batch_input_shape: z.array(z.number().nullable()).optional() })
const Layer = z.object({ class_name: z.string(), config: Config })

/** Calls of a layer: for each call the layers whose outputs it takes, as name, call, output. */
const Calls = z.array(z.array(z.tuple([z.string(), z.literal(0), z.literal(0)]).rest(z.unknown()))).max(1)
const FunctionalLayer = Layer.extend({ inbound_nodes: Calls })

const Sequential = z.object({
  class_name: z.literal('Sequential'),
  config: z.union([z.array(Layer), z.object({ layers: z.array(Layer) }).transform(({ layers }) => layers)]),
})
const Functional = z.object({
  class_name: z.enum(['Model', 'Functional']),
  config: z.object({ layers: z.array(FunctionalLayer), output_layers: z.array(z.array(z.unknown())).length(1) }),
})
const Topology = z.union([Sequential, Functional])

/**
 * The layers of a network from its input to its output.
 *
 * @param modelTopology - As in TensorFlow.js's `model.json`.
 * @throws {@link EngineError} when they are no chain.
 */
export function chainOf(modelTopology: object): { layers: ChainedLayer[]; inputShape: (number | null)[] } {
  const described = 'model_config' in modelTopology ? modelTopology.model_config : modelTopology
  const parsed = Topology.safeParse(described)
  if (!parsed.success) throw notAChain()
  const { data } = parsed
  const layers = data.class_name === 'Sequential' ? data.config : orderOf(data.config)
  const shape = layers[0]?.config.batch_input_shape
  if (shape === undefined) throw new EngineError('the network does not say the shape of its input')
  return {
    layers: layers.map(({ class_name, config }) => ({ name: config.name, className: class_name, config })),
    inputShape: shape.slice(1),
  }
}

/** From the output back, layer by layer. */
function orderOf({ layers, output_layers }: z.output<typeof Functional>['config']): z.output<typeof FunctionalLayer>[] {
  const byName = new Map(layers.map((layer) => [layer.config.name, layer]))
  const order: z.output<typeof FunctionalLayer>[] = []
  let name = output_layers[0]?.[0]
  while (name !== undefined) {
    const layer = typeof name === 'string' ? byName.get(name) : undefined
    if (layer === undefined || order.includes(layer)) throw notAChain()
    order.unshift(layer)
    const [call = []] = layer.inbound_nodes
    if (call.length > 1) throw notAChain()
    name = call[0]?.[0]
  }
  if (order.length !== layers.length) throw notAChain()
  return order
}

function notAChain(): EngineError {
  return new EngineError('only a network whose layers form a chain can be put into ONNX')
}
