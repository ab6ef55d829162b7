import { findEngineFiles } from '../../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../../src/model/engine.ts'
import { loadNetwork } from '../../../../src/model/network-loader.ts'
import { importKeras } from '../../../../src/train/keras/import-keras.ts'

/** What the network of a Keras file answers to one example. */
export async function runImported(bytes: Uint8Array, input: ArrayLike<number>): Promise<Float32Array> {
  const engine = await loadEngine({ ...findEngineFiles(), preferred: 'wasm' })
  const { artifacts, inputShape, outputShape } = await importKeras(bytes, 'model')
  const shape = { input: inputShape.map((length) => length ?? 1), outputs: outputShape[0] ?? 0 }
  const network = await loadNetwork(artifacts, shape, engine)
  try {
    return await network.predict(Float32Array.from(input))
  } finally {
    network.dispose()
  }
}
