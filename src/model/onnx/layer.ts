import { z } from 'zod'
import { EngineError } from '../../errors.ts'
import type { Graph, Value } from './graph.ts'
import type { LayerWeights } from './layer-weights.ts'

/** One layer being put into a graph. */
export interface LayerSite {
  readonly graph: Graph
  readonly weights: LayerWeights
  readonly name: string
  readonly className: string
}

/**
 * Put one layer into the graph, behind what it takes.
 *
 * @throws {@link EngineError} when ONNX, or this exporter, does not know what the layer does.
 * @throws {@link ModelMismatchError} when its weights do not fit.
 */
export type LayerWriter = (input: Value, config: unknown, site: LayerSite) => Value

/** @param schema - What has to be known of the layer's configuration; all else means nothing for an answer. */
export function layer<S extends z.ZodType>(
  schema: S,
  write: (input: Value, config: z.output<S>, site: LayerSite) => Value,
): LayerWriter {
  return (input, config, site) => {
    const parsed = schema.safeParse(config)
    if (parsed.success) return write(input, parsed.data, site)
    const [issue] = parsed.error.issues
    throw notInOnnx(site, `${issue?.path.join('.')}: ${issue?.message}`)
  }
}

export function notInOnnx({ name, className }: Pick<LayerSite, 'name' | 'className'>, reason: string): EngineError {
  return new EngineError(`layer ${name} (${className}) cannot be put into ONNX: ${reason}`)
}

/** @throws {@link EngineError} when the input has not so many axes, the batch axis left out. */
export function refuseOtherRank({ shape }: Value, rank: number, site: LayerSite): void {
  if (shape.length !== rank) throw notInOnnx(site, `its input has ${shape.length} axes, not ${rank}`)
}

/** Length of the last axis, which TensorFlow.js keeps channels and features in. */
export function channelsOf({ shape }: Value): number {
  return shape.at(-1) ?? 1
}

/** TensorFlow.js's order of axes; there is no other in our networks. */
export const CHANNELS_LAST = z.literal('channels_last').nullish()

/** Whether there is a bias. */
export const USE_BIAS = z
  .boolean()
  .nullish()
  .transform((isUsed) => isUsed ?? true)

/** Things that a layer may be asked to do and that are not done here. */
export const NEVER = z.literal(false).nullish()
