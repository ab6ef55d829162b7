import { KerasImportError } from '../../errors.ts'
import type { LayerWeights } from './h5-weights.ts'
import type { Hdf5File, KerasArray } from './hdf5-file.ts'
import type { CarriedLayer } from './layer-config.ts'

/** Name of the group of layers: Keras 3, and the first `.keras` files of Keras 2.12 to 2.15. */
const ROOTS = ['layers', '_layer_checkpoint_dependencies']
const RECURRENT = new Set(['LSTM', 'GRU', 'SimpleRNN'])

/**
 * Weights in a `.keras` archive: a layer's group is called after its class, with a
 * counter (`conv2d`, `conv2d_1`), in the order of the layers; its arrays are `vars/0`, `vars/1`, …
 *
 * @see Keras, `saving_lib._save_container_state` and `Layer.save_own_variables`.
 */
export function readArchiveWeights(file: Hdf5File, layers: readonly CarriedLayer[]): LayerWeights {
  const root = ROOTS.find((name) => file.has(name))
  if (root === undefined) throw new KerasImportError('model.weights.h5 has no group of layers')
  const counters = new Map<string, number>()
  return new Map(
    layers.map((layer) => {
      const group = toSnakeCase(layer.kerasClass)
      const counter = counters.get(group) ?? 0
      counters.set(group, counter + 1)
      const path = `${root}/${counter === 0 ? group : `${group}_${counter}`}`
      return [layer.name, arraysOf(file, path, layer)]
    }),
  )
}

function arraysOf(file: Hdf5File, path: string, { kerasClass, inner }: CarriedLayer): KerasArray[] {
  if (kerasClass === 'Bidirectional' && inner) {
    return ['forward_layer', 'backward_layer'].flatMap((direction) => arraysOf(file, `${path}/${direction}`, inner))
  }
  if (inner) return arraysOf(file, `${path}/layer`, inner)
  const vars = `${path}/${RECURRENT.has(kerasClass) ? 'cell/vars' : 'vars'}`
  const arrays: KerasArray[] = []
  // Asking for an array within a group that is not there is an error of HDF5's.
  while (hasAll(file, vars) && file.has(`${vars}/${arrays.length}`)) {
    arrays.push(file.array(`${vars}/${arrays.length}`))
  }
  return arrays
}

function hasAll(file: Hdf5File, path: string): boolean {
  const parts = path.split('/')
  return parts.every((_, i) => file.has(parts.slice(0, i + 1).join('/')))
}

/** @see Keras, `naming.to_snake_case`: Conv2D → conv2d, MaxPooling2D → max_pooling2d, PReLU → p_re_lu. */
function toSnakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
}
