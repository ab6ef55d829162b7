// What a live window costs by kind of bundle, in process: prepared while its sound arrives, beside the same windows
// computed as a whole, in turns. The module's own bundle, a detector learnt from normal sound, and networks of two kinds.
// Needs a build.
//   node bench/live-kinds.js [--rate 22050] [--microphones 8] [--passes 9]
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { readBundle, sealBundle } from '../dist/adapters/disk/bundle-folder.js'
import { findEngineFiles } from '../dist/adapters/disk/engine-files.js'
import { normalFrontEnd } from '../dist/learn/normal-settings.js'
import { NormalSoundCollector } from '../dist/learn/normal-sound-collector.js'
import { loadEngine, loadTensorFlow } from '../dist/model/engine.js'
import { toNetworkFiles } from '../dist/model/network-files.js'
import { createScorer } from '../dist/model/scorer.js'
import { bundleScorer } from '../dist/pipeline/bundle-scorer.js'
import { openSourceStream } from '../dist/pipeline/local-stream.js'
import { classifierKinds } from '../dist/train/classifier-kinds.js'
import { toArtifacts } from '../dist/train/weights.js'
import { bundleFolder } from './bundle.js'
import { spread, summarise, table } from './measure.js'
import { machineSound } from './sound.js'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '22050' },
    microphones: { type: 'string', default: '8' },
    passes: { type: 'string', default: '9' },
  },
})
const [RATE, MICROPHONES, PASSES] = [values.rate, values.microphones, values.passes].map(Number)
/** Sound before the first measurement: every microphone has windows by then. @unit s */
const FILL_SECONDS = 14
/** Of one measurement. @unit s */
const SECONDS = 8
const sound = machineSound(RATE, 30)
const engine = await loadEngine(findEngineFiles())

/** A detector of normal sound as `earshot learn` makes it. */
function learn() {
  const sampleRateHz = 16_000
  const collector = new NormalSoundCollector(normalFrontEnd(sampleRateHz, 10))
  const normal = machineSound(sampleRateHz, 200)
  for (let i = 0; i < 20; i++) {
    const y = normal.slice(i * 10 * sampleRateHz, (i + 1) * 10 * sampleRateHz)
    collector.add(y, { session: 'a', recording: `${i}` })
  }
  const { draft, files } = collector.learn({ name: 'learnt', version: '1', falseAlarmRate: 0.01, heldOut: 'auto' })
  return sealBundle(draft, files)
}

/** A network of 128 coefficients along time as `earshot train --kind conv1d` begins with: weights cost the same learnt or not. */
async function timeNetwork(shipped) {
  // What builds it.
  await loadTensorFlow(findEngineFiles())
  const { frontEnd, build } = classifierKinds.conv1d
  const { labels, formatVersion, description } = shipped.manifest
  const spec = frontEnd({ resampler: 'kaiser_fast', padMode: 'constant' })
  const { count, nMfcc } = { ...spec.features.frames, ...spec.features }
  const { model, toPlain } = build({ inputShape: [count, nMfcc], labelCount: labels.length, seed: 1 })
  const files = toNetworkFiles(await toArtifacts(toPlain?.() ?? model))
  const named = { formatVersion, name: 'conv1d', version: '1', description, labels, network: 'model.json' }
  return sealBundle({ ...named, ...spec, kind: 'network' }, files)
}

/** Microphones that listen with one scorer. */
class Listening {
  #streams = Array.from({ length: MICROPHONES }, (_, i) => openSourceStream(`mic-${i}`))
  #second = 0

  constructor(scorer) {
    this.scorer = scorer
  }

  /** @returns CPU time of a window. @unit ms */
  async hear(seconds) {
    let windows = 0
    const before = process.cpuUsage()
    for (let end = this.#second + seconds; this.#second < end; this.#second++) {
      for (const [i, stream] of this.#streams.entries()) {
        const from = (this.#second * 8_191 + i * 977) % (sound.length - RATE)
        const y = sound.slice(from, from + RATE)
        const times = { seq: this.#second, receivedAtMs: 1_000 * this.#second }
        const chunk = { source: `mic-${i}`, y, sampleRateHz: RATE, channels: 1, ...times }
        for (const window of (await stream.push(chunk, this.scorer)).windows) {
          await window.score()
          windows++
        }
      }
    }
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1_000 / windows
  }
}

const bundles = {
  'models/fan, a linear classifier': await readBundle(bundleFolder('fan')),
  'a detector of normal sound': learn(),
  'models/fan-cnn, a network': await readBundle(bundleFolder()),
  'a network of kind conv1d': await timeNetwork(await readBundle(bundleFolder())),
}
const rows = []
for (const [name, contents] of Object.entries(bundles)) {
  const { live, ...whole } = bundleScorer(await createScorer(contents, engine))
  const ways = [new Listening({ live, ...whole }), new Listening(whole)]
  for (const way of ways) await way.hear(FILL_SECONDS)
  const costs = []
  for (let pass = 0; pass < PASSES; pass++) costs.push([await ways[0].hear(SECONDS), await ways[1].hear(SECONDS)])
  const ofWay = (way) => summarise(costs.map((cost) => cost[way]))
  const ratio = summarise(costs.map(([prepared, asWhole]) => asWhole / prepared))
  const { hopLength, sampleRateHz } = whole.specs
  const hopMs = (1_000 * hopLength) / sampleRateHz
  rows.push([name, spread(ofWay(0)), spread(ofWay(1)), spread(ratio), Math.round(hopMs / ofWay(0).median)])
}
console.log(`${cpus()[0]?.model}, Node.js ${process.version}, engine ${engine.name}`)
console.log(`${MICROPHONES} microphones at ${RATE} Hz in chunks of 1 s; CPU ms a window of 10 s, resampling included\n`)
table(['', 'prepared', 'as a whole', 'ratio', 'so many fill a core'], rows)
