import { EarshotError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { Network } from './network.ts'
import type { NetworkArtifacts } from './network-files.ts'
import { type NetworkShape, probeInput } from './network-shape.ts'

/** The first answer takes ten times as long as a later one, the next two some times as long (measured on wasm). */
const WARM_UP_RUNS = 3

/**
 * Build a network on the engine and run it until it is warm. What ONNX cannot do is done by the engine's fallback.
 *
 * @throws {@link ModelMismatchError} when layers and weights do not fit each other, or the network not `shape`.
 * @throws {@link EngineError} when the engine cannot run it.
 */
export async function loadNetwork(artifacts: NetworkArtifacts, shape: NetworkShape, engine: Engine): Promise<Network> {
  if (engine.name !== 'onnx') return onTensorFlow(artifacts, shape, engine)
  try {
    const { loadOnnxNetwork } = await import('./onnx-network.ts')
    return await warmUp(await loadOnnxNetwork(artifacts, shape), shape)
  } catch (error) {
    // TensorFlow.js is the judge of networks: what it refuses too is refused in its words.
    if (engine.fallback === undefined || !(error instanceof EarshotError)) throw error
    return onTensorFlow(artifacts, shape, await engine.fallback(), error.message)
  }
}

async function onTensorFlow(
  artifacts: NetworkArtifacts,
  shape: NetworkShape,
  { name }: Engine,
  note?: string,
): Promise<Network> {
  // Loaded only now: it takes a quarter of a second and tens of megabytes, which ONNX does without.
  const { loadTensorFlowNetwork } = await import('./tensorflow-network.ts')
  return warmUp(await loadTensorFlowNetwork(artifacts, shape, name, note), shape)
}

async function warmUp(network: Network, { input }: NetworkShape): Promise<Network> {
  try {
    for (let run = 0; run < WARM_UP_RUNS; run++) await network.predict(probeInput(input))
    return network
  } catch (error) {
    network.dispose()
    throw error
  }
}
