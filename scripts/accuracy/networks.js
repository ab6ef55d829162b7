// Accuracy of the networks on synthetic fans, each learnt by itself from 25 recordings a class with the defaults of
// `earshot train`, by the program's own commands. Needs a build. Prints Markdown; more than an hour on one core.
// node scripts/accuracy/networks.js [--kinds cnn,conv1d] [--fans 501,502,503] [--snrs clean,6,0] [--in folder] [-- option of train…]
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { printTable } from './normal-only-trial.js'

const PROGRAM = join(import.meta.dirname, '../../dist/cli.js')
/** Recordings of each class. */
const LEARNT = 25
const JUDGED = 20

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    kinds: { type: 'string', default: 'cnn,conv1d' },
    fans: { type: 'string', default: '501,502,503' },
    snrs: { type: 'string', default: 'clean,6,0' },
    in: { type: 'string' },
  },
})
const [kinds, fans, snrs] = [values.kinds, values.fans, values.snrs].map((text) => text.split(','))
const folder = values.in ?? mkdtempSync(join(tmpdir(), 'earshot-networks-'))

const earshot = (...args) =>
  execFileSync(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })

/** Recordings of a fan, written once; a folder that is there is taken to be whole. */
function record(fan, snr, clips, seed) {
  const out = `${fan}-${snr}-${seed}`
  if (existsSync(join(folder, out))) return out
  const of = ['--machine-seed', fan, '--snr', snr, '--clips', String(clips), '--seed', String(seed)]
  earshot('synth', '--out', `${out}.new`, ...of)
  renameSync(join(folder, `${out}.new`), join(folder, out))
  return out
}

function accuracyOf(kind, fan, snr) {
  const learnt = record(fan, snr, LEARNT, 1)
  const judged = record(fan, snr, JUDGED, 777)
  const model = `model-${kind}-${fan}-${snr}`
  earshot('train', learnt, '--kind', kind, '--out', model, '--name', 'own', ...asked)
  const verdicts = JSON.parse(earshot('score', judged, '--model', model, '--json'))
  const right = verdicts.filter(({ file, label }) => basename(dirname(file)) === label).length
  console.error(`${kind}, ${snr}, fan ${fan}: ${right} of ${verdicts.length}`)
  return right / verdicts.length
}

try {
  const rows = kinds.flatMap((kind) =>
    snrs.map((snr) => {
      const accuracies = fans.map((fan) => accuracyOf(kind, fan, snr))
      const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length
      return [kind, snr, mean.toFixed(3), accuracies.map((accuracy) => accuracy.toFixed(3)).join(' ')]
    }),
  )
  console.log(
    `\n### Own machine: fans ${fans.join(', ')}, ${LEARNT} recordings a class learnt, ${JUDGED} others judged\n`,
  )
  printTable(['classifier', 'SNR', 'accuracy', 'by fan'], rows)
} finally {
  if (values.in === undefined) rmSync(folder, { recursive: true, force: true })
}
