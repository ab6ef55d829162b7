// Accuracy of the linear classifier on synthetic fans: its own machine, and machines that it never heard. Needs a
// build. `node scripts/accuracy/classifiers.js [own] [unheard]`; an hour and a half on one core.
import { softmax, weightedSums } from '../../dist/model/linear-scorer.js'
import { FAULT_NAMES } from '../../dist/synth/fault.js'
import { drawMachine } from '../../dist/synth/machine.js'
import { Random } from '../../dist/synth/random.js'
import { drawRecording } from '../../dist/synth/recording.js'
import { analyse } from '../../dist/train/lda/analyse.js'
import { crossValidate } from '../../dist/train/lda/cross-validation.js'
import { calibrated } from '../../dist/train/lda/discriminant.js'
import { relativeExamples } from '../../dist/train/lda/relative-examples.js'
import { SoundHearing } from '../../dist/train/lda/sound-hearing.js'
import { printTable } from './normal-only-trial.js'

const RATE_HZ = 16_000
const SECONDS = 10
const HEARING = new SoundHearing()
const SNRS = ['clean', 6, 0]
const NORMAL = new Set([0])
/** Normal recordings that an unheard machine is calibrated by. */
const REFERENCES = 2
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i)

/** Recordings of one machine as statistics, `count(label)` of each label. */
function hear(name, seed, snrDb, count) {
  const machine = drawMachine(seed)
  return FAULT_NAMES.flatMap((fault, label) =>
    Array.from({ length: count(label) }, (_, i) => {
      const own = new Random(5, [name, seed, fault, snrDb === 'clean' ? 'clean' : snrDb, i].join('/')).bits()
      const y = drawRecording(machine, { fault, snrDb, seed: own, seconds: SECONDS, sampleRateHz: RATE_HZ })
      const input = HEARING.fromClip({ y, sampleRateHz: RATE_HZ, channels: 1 })
      return { input, label, group: String(own), machine: `fan${seed}-${snrDb}`, isTest: i >= 25 }
    }),
  )
}

function learn(examples, preferred = new Set()) {
  const tried = crossValidate(examples, { labels: FAULT_NAMES, preferred }, 1)
  return calibrated(analyse(examples, FAULT_NAMES.length).fit(tried.shrinkage), tried)
}

function confusionOf(examples, { weights, biases }) {
  const confusion = FAULT_NAMES.map(() => FAULT_NAMES.map(() => 0))
  for (const { input, label } of examples) {
    const probabilities = softmax(weightedSums(Float64Array.from(input), weights, biases))
    confusion[label][probabilities.indexOf(Math.max(...probabilities))] += 1
  }
  return confusion
}

const accuracyOf = (confusion) =>
  confusion.reduce((sum, row, i) => sum + row[i], 0) / confusion.flat().reduce((sum, n) => sum + n, 0)
const percent = (share) => `${(100 * share).toFixed(1)} %`

function own() {
  const machines = [501, 502, 503]
  console.log(`\n### Own machine: fans ${machines.join(', ')}, 25 recordings a class learnt, 20 others judged\n`)
  const rows = SNRS.map((snrDb) => {
    const accuracies = machines.map((seed) => {
      const examples = hear('own', seed, snrDb, () => 45)
      const model = learn(examples.filter(({ isTest }) => !isTest))
      const confusion = confusionOf(
        examples.filter(({ isTest }) => isTest),
        model,
      )
      console.error(`${snrDb}, fan ${seed}: ${percent(accuracyOf(confusion))}, ${JSON.stringify(confusion)}`)
      return accuracyOf(confusion)
    })
    const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length
    return [snrDb, percent(mean), accuracies.map(percent).join(', ')]
  })
  printTable(['SNR', 'accuracy', 'by machine'], rows)
}

function unheard() {
  const learnt = [...range(10_001, 10_072), ...range(10_165, 10_200)]
  const judged = range(20_001, 20_008)
  console.log(
    `\n### Machines never heard: ${learnt.length} fans learnt at clean, 6 and 0 dB, 8 others judged, each by its ` +
      `difference from ${REFERENCES} normal recordings (drawn four times)\n`,
  )
  const relate = (examples, seed) =>
    relativeExamples(examples, HEARING.begun.meter.parts, { references: REFERENCES, normal: NORMAL, seed })
  const heard = learnt.flatMap((seed) =>
    SNRS.flatMap((snrDb) => hear('tr', seed, snrDb, (label) => (label === 0 ? 3 : 2))),
  )
  const model = learn(
    relate(heard, 1).map((example) => ({ ...example, group: example.group.split('-')[0] })),
    NORMAL,
  )
  const rows = SNRS.map((snrDb) => {
    const tested = judged.flatMap((seed) => hear('te', seed, snrDb, (label) => (label === 0 ? 6 : 4)))
    const confusion = confusionOf(relate(tested, 2), model)
    return [snrDb, percent(accuracyOf(confusion)), ...confusion.map((row) => row.join(' '))]
  })
  printTable(['SNR', 'accuracy', ...FAULT_NAMES.map((name) => `${name} heard as ${FAULT_NAMES.join(' ')}`)], rows)
}

const trials = { own, unheard }
const wanted = process.argv.slice(2)
for (const [name, trial] of Object.entries(trials)) if (wanted.length === 0 || wanted.includes(name)) trial()
