// What an epoch of training costs: the fan's network on 64 windows, by TensorFlow.js with our kernels. Needs a build.
import { cpus } from 'node:os'
import { findEngineFiles } from '../dist/adapters/disk/engine-files.js'
import { loadTensorFlow } from '../dist/model/engine.js'
import { fitNetwork } from '../dist/train/fit.js'
import { buildFanCnn } from '../dist/train/networks/fan-cnn.js'
import { registerTrainingKernels } from '../dist/train/wasm-kernels/register.js'
import { spread, summarise, table } from './measure.js'

const EXAMPLES = 64
const SHAPE = [40, 433, 1]
const engine = await loadTensorFlow(findEngineFiles())
if (engine.name === 'wasm') registerTrainingKernels()

const examples = Array.from({ length: EXAMPLES }, (_, e) => ({
  input: Float32Array.from({ length: 40 * 433 }, (_, i) => 20 * Math.sin(i * (0.1 + 0.01 * (e % 4)) + e)),
  label: e % 4,
}))
const network = buildFanCnn({ inputShape: SHAPE, labelCount: 4, seed: 1 })
const times = []
let before = process.cpuUsage()
const noteEpoch = () => {
  const { user, system } = process.cpuUsage(before)
  times.push((user + system) / 1_000 / EXAMPLES)
  before = process.cpuUsage()
}
const params = { epochs: 6, batchSize: 16, learningRate: 1e-3, patience: 100, seed: 1 }
await fitNetwork(network, { training: examples, validation: examples.slice(0, 4) }, params, noteEpoch)
console.log(`${cpus()[0]?.model}, Node.js ${process.version}, engine ${engine.name}\n`)
table(
  ['training', 'CPU ms a window'],
  [[`an epoch of ${EXAMPLES} windows, batches of 16`, spread(summarise(times.slice(1)))]],
)
