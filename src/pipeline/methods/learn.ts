import { z } from 'zod'
import { NotFoundError, ParameterError, RequestError } from '../../errors.ts'
import type { LiveLearning } from '../../learn/live-learning.ts'
import { type NormalFrontEnd, normalFrontEnd, USUAL_RATE_HZ } from '../../learn/normal-settings.ts'
import type { BundleManifest } from '../../model/bundle.ts'
import { findFormer, type KeptSound } from '../learning/further-session.ts'
import type { Learnings } from '../learning/learnings.ts'
import type { ModelShelf } from '../model-registry.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Clock, MethodHandler } from '../ports.ts'
import type { SourceModels } from '../source-models.ts'
import { method, SourceName } from './method.ts'

/** The shipped settings. */
const USUAL_SETTINGS = 'anything'
const USUAL_SECONDS = 10
const USUAL = { minutes: 10, falseAlarmRate: 0.01 }
/** What learning needs to find thresholds, and a trial to say anything; and what fits into memory. */
const LEAST_WINDOWS = 20
const MOST_WINDOWS = 1_000
const LEAST_TRIAL = 5
/** A trial is as long as this part of the learning, where it is not told, but not shorter than two minutes. */
const TRIAL_SHARE = 0.2
const LEAST_TRIAL_MINUTES = 2

const minutes = z.number().positive().max(1_440)
const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . -')

const Payload = z.strictObject({
  source: SourceName,
  minutes: minutes.optional(),
  tryMinutes: minutes.optional(),
  falseAlarmRate: z.number().min(1e-4).max(0.2).optional(),
  /** Bundle whose settings hold, learnt or not. */
  settings: name.optional(),
  windowSeconds: z.number().min(2).max(60).optional(),
  name: name.optional(),
  session: z.string().trim().min(1).max(64).optional(),
  /** Learn this session too, beside those that the source was learnt from; otherwise it is learnt anew. */
  add: z.boolean().default(false),
  /** End the learning of this source; all else is then of no meaning. */
  cancel: z.boolean().default(false),
})
type Wanted = z.infer<typeof Payload>

export interface LearnParts {
  readonly pipeline: Pick<Pipeline, 'sources'>
  readonly shelf: Pick<ModelShelf, 'manifest'>
  readonly learnings: Pick<Learnings, 'begin' | 'cancel'>
  readonly sourceModels: Pick<SourceModels, 'list'>
  readonly keptSound: KeptSound
  readonly clock: Clock
}

/** `learn`: learn what is normal from a live source. Answered when it has begun; `sources` says how it goes. */
export function learnMethod(parts: LearnParts): MethodHandler {
  const { pipeline, learnings, clock } = parts
  return method({
    payload: Payload,
    handle: async (wanted) => {
      const { source } = wanted
      if (wanted.cancel) return { source, learning: learnings.cancel(source) }
      const status = pipeline.sources().find((known) => known.source === source)
      if (status === undefined || status.chunk.sampleRateHz === 0) {
        throw new NotFoundError(`no source named ${source} has been heard`, { context: { source } })
      }
      const now = new Date(clock()).toISOString().slice(0, 19)
      const heard = { session: wanted.session ?? now, sampleRateHz: status.chunk.sampleRateHz }
      const basis = await (wanted.add ? formerBasis(wanted, heard, parts) : freshBasis(wanted, heard, parts))
      const { frontEnd, minutes, falseAlarmRate, former, model } = basis
      const plan = {
        ...frontEnd,
        source,
        name: model,
        version: now,
        session: heard.session,
        falseAlarmRate: wanted.falseAlarmRate ?? falseAlarmRate ?? USUAL.falseAlarmRate,
        heldOut: 'auto' as const,
        former,
        ...windowCounts(wanted, wanted.minutes ?? minutes ?? USUAL.minutes, frontEnd.window.lengthSeconds),
      }
      return { source, learning: learnings.begin(plan) }
    },
  })
}

/** What is settled before it is known how long to listen. */
interface Basis {
  readonly model: string
  readonly frontEnd: NormalFrontEnd
  readonly minutes?: number | undefined
  readonly falseAlarmRate?: number | undefined
  readonly former?: LiveLearning['former']
}

interface HeardNow {
  readonly session: string
  readonly sampleRateHz: number
}

async function freshBasis(wanted: Wanted, { sampleRateHz }: HeardNow, { shelf }: LearnParts): Promise<Basis> {
  const settings = await settingsOf(wanted, shelf)
  return {
    model: wanted.name ?? usualName(wanted.source),
    frontEnd: frontEndFor(sampleRateHz, settings?.manifest, wanted.windowSeconds),
    minutes: settings?.minutes,
    falseAlarmRate: settings?.falseAlarmRate,
  }
}

/** The settings are those of what was learnt: features of other ones cannot be put together. */
async function formerBasis(
  { source, name: wantedName, settings, windowSeconds }: Wanted,
  heard: HeardNow,
  { shelf, sourceModels, keptSound }: LearnParts,
): Promise<Basis> {
  const model = wantedName ?? sourceModels.list()[source] ?? usualName(source)
  if (settings !== undefined && settings !== model) {
    throw new RequestError(`a further session is heard with the settings of ${model}: leave settings out`)
  }
  const { manifest, former } = await findFormer({ source, model, windowSeconds, ...heard }, { shelf, kept: keptSound })
  const { audio, window, features, calibration } = manifest
  return { model, frontEnd: { audio, window, features }, falseAlarmRate: calibration.falseAlarmRate, former }
}

interface Settings {
  readonly manifest: Extract<BundleManifest, { kind: 'normal-only' | 'unlearnt' }>
  readonly minutes?: number
  readonly falseAlarmRate: number
}

/** Without the shipped settings one can do; what was named has to be there. */
async function settingsOf({ settings }: Wanted, shelf: Pick<ModelShelf, 'manifest'>): Promise<Settings | undefined> {
  const manifest = await shelf.manifest(settings ?? USUAL_SETTINGS).catch((error: unknown) => {
    if (settings === undefined && error instanceof NotFoundError) return undefined
    throw error
  })
  if (manifest === undefined) return undefined
  switch (manifest.kind) {
    case 'unlearnt':
      return { manifest, ...manifest.learning }
    case 'normal-only':
      return { manifest, falseAlarmRate: manifest.calibration.falseAlarmRate }
    case 'network':
    case 'linear':
      throw new RequestError(`${manifest.name} is a classifier: give settings of a normal-only detector`)
  }
}

/** The settings as they are, where the source has the rate for them; else the usual ones for its rate and length. */
function frontEndFor(
  sourceHz: number,
  settings: Settings['manifest'] | undefined,
  windowSeconds: number | undefined,
): NormalFrontEnd {
  const { audio, window, features } = settings ?? {}
  const isOther = windowSeconds !== undefined && windowSeconds !== window?.lengthSeconds
  if (audio && window && features && !isOther && sourceHz >= audio.sampleRateHz) return { audio, window, features }
  const rateHz = Math.min(audio?.sampleRateHz ?? USUAL_RATE_HZ, sourceHz)
  try {
    return normalFrontEnd(rateHz, windowSeconds ?? window?.lengthSeconds ?? USUAL_SECONDS)
  } catch (cause) {
    if (!(cause instanceof ParameterError)) throw cause
    throw new RequestError(cause.message, { cause })
  }
}

function windowCounts({ tryMinutes }: Wanted, learnMinutes: number, seconds: number) {
  const windowsIn = (length: number): number => Math.floor((length * 60) / seconds + 1e-9)
  const collectWindows = windowsIn(learnMinutes)
  const tryWindows = windowsIn(tryMinutes ?? Math.max(LEAST_TRIAL_MINUTES, TRIAL_SHARE * learnMinutes))
  if (collectWindows < LEAST_WINDOWS || collectWindows > MOST_WINDOWS) {
    throw new RequestError(
      `minutes makes ${collectWindows} windows of ${seconds} s: give as many as make ${LEAST_WINDOWS} to ${MOST_WINDOWS}`,
    )
  }
  if (tryWindows < LEAST_TRIAL || tryWindows > MOST_WINDOWS) {
    throw new RequestError(
      `tryMinutes makes ${tryWindows} windows of ${seconds} s: give as many as make ${LEAST_TRIAL} to ${MOST_WINDOWS}`,
    )
  }
  return { collectWindows, tryWindows }
}

function usualName(source: string): string {
  const usual = `learnt-${source}`
  if (usual.length > 64) throw new RequestError(`give a name: ${usual} is longer than 64 characters`)
  return usual
}
