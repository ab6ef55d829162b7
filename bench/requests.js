// What a 10 s window costs, step by step and as a whole, and what it costs to start.
import { cpus } from 'node:os'
import { readBundle } from '../dist/adapters/disk/bundle-folder.js'
import { findEngineFiles } from '../dist/adapters/disk/engine-files.js'
import { resample } from '../dist/audio/resample.js'
import { decodeWav } from '../dist/audio/wav.js'
import { measureIndicators } from '../dist/dsp/indicators.js'
import { loadEngine } from '../dist/model/engine.js'
import { createFrontEnd } from '../dist/model/front-end.js'
import { createScorer } from '../dist/model/scorer.js'
import { bundleFolder } from './bundle.js'
import { measure, spread, summarise, table } from './measure.js'
import { postInference, startModule } from './module-process.js'
import { machineSound, multichannelWav, wavOf } from './sound.js'

const engine = await loadEngine(findEngineFiles())
const contents = await readBundle(bundleFolder())
const { audio, features } = contents.manifest
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node.js ${process.version}, engine ${engine.name}`)
console.log('medians of 31 runs (quartiles), per 10 s of sound; cpu = this process, user and system\n')

const at22k = machineSound(22_050)
const at44k = machineSound(44_100)
const at16k = machineSound(16_000)
const eightChannels = multichannelWav(16_000, 8)
const frontEnd = createFrontEnd(audio, features)
const input = frontEnd.fromSamples(at22k)
const scorer = await createScorer(contents, engine)
const wav44k = wavOf(44_100)

const steps = {
  'decode, 8 channels s16 16 kHz': () => decodeWav(eightChannels),
  'decode, mono s16 44.1 kHz': () => decodeWav(wav44k),
  'resample 44.1 k to 22.05 k': () => resample(at44k, { fromHz: 44_100, toHz: 22_050, resampler: 'kaiser_fast@0.2' }),
  'resample 16 k to 22.05 k': () => resample(at16k, { fromHz: 16_000, toHz: 22_050, resampler: 'kaiser_fast@0.2' }),
  'MFCC, 40 by 433': () => frontEnd.fromSamples(at22k),
  'condition indicators': () => measureIndicators(at22k, 22_050),
  'network, batch of 1': () => scorer.live.score(input),
  'whole, WAV 44.1 kHz to verdict': () => scorer.scoreClip(decodeWav(wav44k)),
}
const rows = []
for (const [name, work] of Object.entries(steps)) {
  const { wallMs, cpuMs } = await measure(work)
  rows.push([name, spread(wallMs), spread(cpuMs)])
}
table(['step', 'wall ms', 'cpu ms'], rows)

const starts = []
let module
for (let i = 0; i < 5; i++) {
  await module?.stop()
  module = await startModule()
  await postInference(module.url, wav44k)
  starts.push(performance.now() - module.startedMs)
}
const requests = []
for (const [name, wav] of [
  ['44.1 kHz', wav44k],
  ['22.05 kHz', wavOf(22_050)],
]) {
  const wall = await measure(() => postInference(module.url, wav))
  const before = module.cpuMs()
  for (let i = 0; i < 50; i++) await postInference(module.url, wav)
  requests.push([`POST /inference, ${name}`, spread(wall.wallMs), ((module.cpuMs() - before) / 50).toFixed(1)])
}
console.log()
table(['request', 'wall ms', 'cpu ms of the module, mean of 50'], requests)
console.log(`\ncold start to the first answer: ${spread(summarise(starts))} ms of 5 starts`)
console.log(`resident memory after these requests: ${module.residentMb().toFixed(0)} MB`)
await module.stop()
