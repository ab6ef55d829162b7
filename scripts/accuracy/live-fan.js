// What a bundle makes of the demo's fan: 25 occurrences of every state, two windows of each. Needs a build.
//   node scripts/accuracy/live-fan.js [DIR]     models/fan unless told otherwise; half a minute
import { readBundle } from '../../dist/adapters/disk/bundle-folder.js'
import { findEngineFiles } from '../../dist/adapters/disk/engine-files.js'
import { loadEngine } from '../../dist/model/engine.js'
import { createScorer } from '../../dist/model/scorer.js'
import { FAULT_NAMES } from '../../dist/synth/fault.js'
import { LiveFan } from '../../dist/synth/live-fan.js'
import { DEMO_FAN } from '../../dist/synth/shipped-fan.js'

const OCCURRENCES = 25
const WINDOWS = 2
const WINDOW_SECONDS = 10
/** Until the sound has followed a switch. @unit s */
const SETTLED_SECONDS = 2

const scorer = await createScorer(
  await readBundle(process.argv[2] ?? 'models/fan'),
  await loadEngine({ ...findEngineFiles(), preferred: 'wasm' }),
)
const fan = new LiveFan(DEMO_FAN)
const counts = new Map(FAULT_NAMES.map((fault) => [fault, new Map()]))
for (let i = 0; i < OCCURRENCES; i += 1) {
  for (const fault of FAULT_NAMES) {
    fan.fault = fault
    fan.read(SETTLED_SECONDS * DEMO_FAN.sampleRateHz)
    for (let window = 0; window < WINDOWS; window += 1) {
      const y = fan.read(WINDOW_SECONDS * DEMO_FAN.sampleRateHz)
      const { label } = await scorer.scoreClip({ y, sampleRateHz: DEMO_FAN.sampleRateHz, channels: 1 })
      const heard = counts.get(fault)
      heard.set(label, (heard.get(label) ?? 0) + 1)
    }
  }
}
for (const [fault, heard] of counts) {
  const told = [...heard].map(([label, count]) => `${count} ${label}`).join(', ')
  console.log(`${fault}: ${told}, of ${OCCURRENCES * WINDOWS}`)
}
scorer.dispose()
