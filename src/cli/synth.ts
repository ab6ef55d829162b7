import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ } from '../audio/limits.ts'
import { encodeWav } from '../audio/wav-writer.ts'
import { ParameterError } from '../errors.ts'
import { FAULT_NAMES } from '../synth/fault.ts'
import { drawMachine, type Machine } from '../synth/machine.ts'
import { drawRecording, type SnrDb } from '../synth/recording.ts'
import { type PlannedRecording, planRecordings } from '../synth/recording-plan.ts'
import { inSession } from '../synth/session.ts'
import { SHIPPED_FAN_SEED } from '../synth/shipped-fan.ts'
import { refuseFullFolder } from './empty-folder.ts'
import { realNumber, wholeNumber } from './number-option.ts'
import { progressBar } from './progress.ts'

interface SynthOptions {
  readonly out: string
  readonly machineSeed: number
  readonly machines: number
  readonly session?: readonly number[]
  readonly clips: number
  readonly snr: readonly SnrDb[]
  readonly seed: number
  readonly seconds: number
  readonly sampleRate: number
}

const SEED_RANGE = { from: 0, to: 2 ** 31 - 1 }

export function addSynthCommand(program: Command): void {
  program
    .command('synth')
    .description(`write labelled recordings of synthetic fans: ${FAULT_NAMES.join(', ')}, a folder each`)
    .requiredOption('--out <folder>', 'where to; must be empty or new')
    .option(
      '--machine-seed <number>',
      'which fan (default: the one that models/fan knows)',
      wholeNumber('--machine-seed', SEED_RANGE),
      SHIPPED_FAN_SEED,
    )
    .option(
      '--machines <count>',
      'how many fans, of successive seeds',
      wholeNumber('--machines', { from: 1, to: 1_000 }),
      1,
    )
    .option(
      '--session <n,…>',
      'which days: each another place of the microphone and another speed (default: the fan as it was built)',
      parseSessions,
    )
    .option(
      '--clips <count>',
      'recordings of each label, fan and session',
      wholeNumber('--clips', { from: 1, to: 9_999 }),
      25,
    )
    .option(
      '--snr <dB>',
      'fan against background: a number, "clean" (12 to 28), or several taken in turn: clean,6,0',
      parseSnr,
      ['clean'] satisfies SnrDb[],
    )
    .option('--seed <number>', 'which recordings of that fan', wholeNumber('--seed', SEED_RANGE), 1)
    .option('--seconds <s>', 'length of a recording', realNumber('--seconds', { from: 0.1, to: 600 }), 10)
    .option(
      '--sample-rate <Hz>',
      'sampling rate',
      wholeNumber('--sample-rate', { from: MIN_SAMPLE_RATE_HZ, to: MAX_SAMPLE_RATE_HZ }),
      22_050,
    )
    .action(synthesise)
}

async function synthesise(options: SynthOptions): Promise<void> {
  const { out, seconds, sampleRate: sampleRateHz } = options
  await refuseFullFolder(out)
  const machineSeeds = Array.from({ length: options.machines }, (_, index) => options.machineSeed + index)
  const { session: sessions, clips, snr: snrDb, seed: planSeed } = options
  const recordings = planRecordings({ machineSeeds, clips, snrDb, seed: planSeed, ...(sessions && { sessions }) })
  for (const label of FAULT_NAMES) await mkdir(join(out, label), { recursive: true })

  const bar = progressBar('synth', recordings.length)
  try {
    for (const [index, recording] of recordings.entries()) {
      const { file, label, seed, snrDb } = recording
      const y = drawRecording(machineOf(recording), { fault: label, snrDb, seed, seconds, sampleRateHz })
      await writeFile(join(out, file), encodeWav(y, sampleRateHz, { bitDepth: 16 }))
      bar.update(index + 1, file)
    }
  } finally {
    bar.stop()
  }
  await writeFile(join(out, 'dataset.json'), describe(options, recordings))
  console.log(`${recordings.length} recordings of ${seconds} s in ${out}`)
}

function machineOf({ machineSeed, session }: PlannedRecording): Machine {
  const machine = drawMachine(machineSeed)
  return session === undefined ? machine : inSession(machine, session)
}

/** How the data set was made; without a date, so that the same options give the same bytes. */
function describe(options: SynthOptions, recordings: readonly PlannedRecording[]): string {
  const { machineSeed, machines, session, clips, snr, seed, seconds, sampleRate } = options
  const dataset = {
    madeBy: 'earshot synth',
    options: { machineSeed, machines, session, clips, snr, seed, seconds, sampleRate },
    labels: FAULT_NAMES,
    recordings,
  }
  return `${JSON.stringify(dataset, null, 2)}\n`
}

function parseSnr(text: string): SnrDb[] {
  const parseDb = realNumber('--snr', { from: -40, to: 100 })
  return text.split(',').map((part) => (part.trim() === 'clean' ? 'clean' : parseDb(part)))
}

function parseSessions(text: string): number[] {
  const numbers = text.split(',').map(wholeNumber('--session', SEED_RANGE))
  if (new Set(numbers).size === numbers.length) return numbers
  throw new ParameterError(`--session takes each number once, got "${text}"`)
}
