import { basename, resolve } from 'node:path'
import { readBundle, sealBundle, writeBundle } from '../adapters/disk/bundle-folder.ts'
import { ParameterError } from '../errors.ts'
import type { LearntNormal, NormalLearning } from '../learn/normal-learning.ts'
import type { NormalFrontEnd } from '../learn/normal-settings.ts'
import type { NormalOnlyDraft } from '../model/bundle-contents.ts'
import { createNormalOnlyScorer } from '../model/normal-only-scorer.ts'
import { describeHeard } from '../train/heard-recordings.ts'
import { type HeardNormal, hearRecordings } from '../train/learn/hear-recordings.ts'
import { findNormalRecordings, type NormalRecordings } from '../train/learn/normal-recordings.ts'
import { describeFound, describeLearnt } from './learn-report.ts'
import { progressBar } from './progress.ts'

export interface LearnOptions {
  readonly out: string
  readonly falseAlarmRate?: number
  readonly seconds?: number
  readonly sampleRate?: number
  readonly sessions?: string
  readonly settings?: string
  readonly holdOut: NormalLearning['heldOut']
  readonly name?: string
  readonly version: string
  readonly description?: string
  readonly json?: true
}

const USUAL = { seconds: 10, falseAlarmRate: 0.01 }

/** Hear, fit, try the bundle, and only then write it. */
export async function learnBundle(directory: string, options: LearnOptions): Promise<void> {
  const settings = options.settings === undefined ? undefined : await readSettings(options.settings, options)
  const found = await findNormalRecordings(directory, sessionPattern(options.sessions))
  const progress = progressBar('listen', found.recordings.length)
  const heard = await hearRecordings(directory, found.recordings, {
    sampleRateHz: options.sampleRate,
    windowSeconds: options.seconds ?? USUAL.seconds,
    ...(settings === undefined ? {} : { frontEnd: settings.frontEnd }),
    onHeard: progress.update,
  }).finally(progress.stop)
  if (!options.json) console.log(`${describeFound(found, heard)}\n`)

  const startedMs = performance.now()
  const learnt = heard.collector.learn({
    name: options.name ?? basename(resolve(options.out)),
    version: options.version,
    description: options.description,
    falseAlarmRate: options.falseAlarmRate ?? settings?.falseAlarmRate ?? USUAL.falseAlarmRate,
    heldOut: options.holdOut,
  })
  const fitSeconds = (performance.now() - startedMs) / 1_000
  const draft = withRecord(learnt, found, heard)
  const sealed = sealBundle(draft, learnt.files)
  createNormalOnlyScorer({ ...sealed, manifest: { ...draft, files: sealed.manifest.files } }).dispose()
  await writeBundle(options.out, draft, learnt.files)

  if (options.json) console.log(JSON.stringify({ ...learnt.report, fitSeconds, out: options.out }, null, 2))
  else console.log(`${describeLearnt(learnt.report, fitSeconds)}\n\nWritten to ${options.out}`)
}

/** @throws {@link ParameterError} when it is a network, or an option contradicts it. */
async function readSettings(
  directory: string,
  { seconds, sampleRate }: LearnOptions,
): Promise<{ readonly frontEnd: NormalFrontEnd; readonly falseAlarmRate: number }> {
  const { manifest } = await readBundle(directory)
  if (manifest.kind === 'network' || manifest.kind === 'linear') {
    throw new ParameterError(`--settings ${directory} is a classifier: give settings of a normal-only detector`)
  }
  if (seconds !== undefined || sampleRate !== undefined) {
    throw new ParameterError('--settings says the rate and the windows: leave --seconds and --sample-rate out')
  }
  const { audio, window, features } = manifest
  const { falseAlarmRate } = manifest.kind === 'unlearnt' ? manifest.learning : manifest.calibration
  return { frontEnd: { audio, window, features }, falseAlarmRate }
}

function sessionPattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text)
  } catch (cause) {
    throw new ParameterError(`--sessions ${text} is not a regular expression`, { cause })
  }
}

/** The draft with what it was learnt from, so that an evaluation can tell what was heard before. */
function withRecord({ draft, report }: LearntNormal, found: NormalRecordings, heard: HeardNormal): NormalOnlyDraft {
  const files = heard.sha256s.map((sha256) => ({ sha256 }))
  return {
    ...draft,
    training: {
      dataset: {
        recordings: found.recordings.length,
        fingerprint: heard.fingerprint,
        heard: describeHeard({ training: files, validation: [] }),
      },
      windows: report.windows,
      sessions: report.sessions.map(({ name, windows, raisedUnlearnt }) => ({ name, windows, raisedUnlearnt })),
      figures: { raisedHeldOut: report.raisedHeldOut, stretch: report.stretch },
    },
  }
}
