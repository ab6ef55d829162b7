// How often the trial of a live learning refuses a detector although nothing changed.
// node scripts/accuracy/trial.js [fans], after npm run build. Prints Markdown.
import { allowedAlarms } from '../../dist/learn/allowed-alarms.js'
import { normalFrontEnd } from '../../dist/learn/normal-settings.js'
import { NormalSoundCollector } from '../../dist/learn/normal-sound-collector.js'
import { tailThreshold } from '../../dist/learn/tail-threshold.js'
import { createNormalOnlyScorer } from '../../dist/model/normal-only-scorer.js'
import { LiveFan } from '../../dist/synth/live-fan.js'
import { Random } from '../../dist/synth/random.js'

const RATE = 0.01
const LEARNINGS = 4_000
/** Windows learnt, and tried. */
const SIZES = [
  [60, 12],
  [30, 9],
  [300, 60],
  [100, 500],
]
/** Of the scores of successive windows. */
const CORRELATIONS = [0, 0.3, 0.6, 0.8]
const TRIALS_OF_A_FAN = 4

numbers()
await fans(Number(process.argv[2] ?? 8))

/** Normally distributed scores, each correlated with the one before. */
function numbers() {
  console.log(`\n### Scores drawn, ${LEARNINGS} learnings each, rate ${RATE}: refused although nothing changed\n`)
  console.log(`| learnt, tried | may be raised |${CORRELATIONS.map((r) => ` correlation ${r} |`).join('')}`)
  console.log(`|---|---|${'---|'.repeat(CORRELATIONS.length)}`)
  for (const [learnt, tried] of SIZES) {
    const allowed = allowedAlarms(tried, RATE)
    const cells = CORRELATIONS.map((correlation) => {
      const random = new Random(1, `trial/${learnt}/${tried}/${correlation}`)
      let score = random.normal(0, 1)
      const next = () => (score = correlation * score + Math.sqrt(1 - correlation ** 2) * random.normal(0, 1))
      let refused = 0
      for (let i = 0; i < LEARNINGS; i += 1) {
        const threshold = tailThreshold(Array.from({ length: learnt }, next), RATE)
        const raised = Array.from({ length: tried }, next).filter((x) => x >= threshold).length
        if (raised > allowed) refused += 1
      }
      return ` ${((100 * refused) / LEARNINGS).toFixed(1)} % |`
    })
    console.log(`| ${learnt}, ${tried} | ${allowed} |${cells.join('')}`)
  }
}

/** Simulated fans that run on and on, learnt for ten minutes and tried for two, four times over. */
async function fans(count) {
  const [learnt, tried] = SIZES[0]
  const frontEnd = normalFrontEnd(16_000, 10)
  let [refused, raised, trials] = [0, 0, 0]
  const correlations = []
  for (let seed = 1; seed <= count; seed += 1) {
    const fan = new LiveFan({ machineSeed: 500 + seed, seed, sampleRateHz: 16_000, snrDb: 6 })
    const collector = new NormalSoundCollector(frontEnd)
    for (let i = 0; i < learnt; i += 1) {
      collector.add(fan.read(160_000), { session: 'now', recording: `${Math.floor(i / 6)}` })
    }
    const { draft, files } = collector.learn({ name: 'fan', version: '1', falseAlarmRate: RATE, heldOut: 'auto' })
    const scorer = createNormalOnlyScorer({ manifest: { ...draft, files: {} }, sha256: '', files })
    const verdicts = []
    for (let i = 0; i < TRIALS_OF_A_FAN * tried; i += 1) verdicts.push(await scorer.scoreSamples(fan.read(160_000)))
    scorer.dispose()
    for (let i = 0; i < verdicts.length; i += tried) {
      const found = verdicts.slice(i, i + tried).filter(({ anomaly }) => anomaly).length
      raised += found
      trials += 1
      if (found > allowedAlarms(tried, RATE)) refused += 1
    }
    correlations.push(correlationOf(verdicts.map(({ score }) => score)))
  }
  const sorted = correlations.toSorted((a, b) => a - b).map((r) => r.toFixed(2))
  console.log(
    `\n### Simulated fans ${501}..${500 + count} at 6 dB, ${learnt} windows of 10 s learnt, ${trials} trials of ${tried}\n\n` +
      `refused ${refused} of ${trials}; raised ${raised} of ${trials * tried} windows; correlation of successive scores ` +
      `${sorted[0]} to ${sorted.at(-1)}, median ${sorted[Math.floor(sorted.length / 2)]}`,
  )
}

function correlationOf(x) {
  const mean = x.reduce((sum, value) => sum + value, 0) / x.length
  const products = (lag) => x.slice(lag).reduce((sum, value, i) => sum + (value - mean) * (x[i] - mean), 0)
  return products(1) / products(0)
}
