import { KerasImportError } from '../../errors.ts'
import type { Hdf5File, KerasArray } from './hdf5-file.ts'

/** Arrays of weights by the name of their layer, in Keras's order. */
export type LayerWeights = ReadonlyMap<string, readonly KerasArray[]>

/**
 * Weights of a whole model in `.h5`: each layer's group says in `weight_names` which
 * arrays belong to it and in which order, which is neither alphabetical nor the file's.
 *
 * @see Keras, `legacy_h5_format.load_weights_from_hdf5_group`.
 */
export function readH5Weights(file: Hdf5File): LayerWeights {
  const root = file.has('model_weights') ? 'model_weights' : ''
  const layers = file.texts(root, 'layer_names')
  if (layers === undefined)
    throw new KerasImportError('the file has no layer_names, so its weights cannot be told apart')
  return new Map(
    layers.map((layer) => {
      const group = root === '' ? layer : `${root}/${layer}`
      const names = file.texts(group, 'weight_names')
      if (names === undefined)
        throw new KerasImportError(`layer ${layer} has no weight_names: their order is not known`)
      return [layer, names.map((name) => file.array(`${group}/${name}`))]
    }),
  )
}
