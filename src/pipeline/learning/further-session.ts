import { DatasetError, NotFoundError, RequestError } from '../../errors.ts'
import { keptSessions } from '../../learn/kept-sound.ts'
import type { LiveLearning } from '../../learn/live-learning.ts'
import type { NormalOnlyManifest } from '../../model/bundle.ts'
import type { ModelShelf } from '../model-registry.ts'

/** What is kept, beside each bundle that was learnt from a live source, of the sessions that it was learnt from. */
export interface KeptSound {
  /** Undefined where nothing is kept. */
  read(model: string): Promise<Uint8Array | undefined>
}

/** What is known of a bundle that a further session is to be added to. */
export interface FormerSessions {
  readonly manifest: NormalOnlyManifest
  readonly former: NonNullable<LiveLearning['former']>
}

export interface FurtherSession {
  readonly source: string
  readonly model: string
  /** What the further one is to be called. */
  readonly session: string
  /** Rate at which the source is heard now. @unit Hz */
  readonly sampleRateHz: number
  readonly windowSeconds: number | undefined
}

/** Covariances of all of them are in memory at once, and so is what is kept of their sound. */
const MOST_SESSIONS = 10

/**
 * Find the sessions that a further one is to be added to.
 *
 * @throws {@link NotFoundError} when there is nothing to add to; {@link RequestError} when the session does not go
 *   with what is there, or it is one too many.
 */
export async function findFormer(
  { source, model, session, sampleRateHz, windowSeconds }: FurtherSession,
  { shelf, kept }: { readonly shelf: Pick<ModelShelf, 'manifest'>; readonly kept: KeptSound },
): Promise<FormerSessions> {
  const manifest = await shelf.manifest(model).catch((cause: unknown) => {
    if (!(cause instanceof NotFoundError)) throw cause
    const message = `there is nothing to add to: there is no model ${model}. Learn ${source} first, without add`
    throw new NotFoundError(message, { cause })
  })
  const anew = `learn ${source} anew, without add`
  const sound = await kept.read(model)
  const learntFrom = manifest.training?.['source']
  if (manifest.kind !== 'normal-only' || learntFrom === undefined) {
    throw new RequestError(`there is nothing to add to: ${model} was not learnt from a live source; ${anew}`)
  }
  if (learntFrom !== source) {
    throw new RequestError(
      `${model} was learnt from ${learntFrom}: a session of ${source} does not belong to it; ${anew}`,
    )
  }
  if (sound === undefined) {
    const why = `of ${model} no sessions are kept: they gave way to those of other models (learning.maxBytes)`
    throw new RequestError(`there is nothing to add to: ${why}, or were taken away; ${anew}`)
  }
  const sessions = sessionsIn(sound, anew)
  if (sessions.length >= MOST_SESSIONS) {
    throw new RequestError(
      `${model} has ${sessions.length} sessions, which is the limit: ${anew}, or learn from recordings of all of them ` +
        'with earshot learn, which takes 20',
    )
  }
  if (sessions.includes(session)) {
    throw new RequestError(`${model} has a session ${session} already: give another name for this one`)
  }
  const { audio, window } = manifest
  if (windowSeconds !== undefined && windowSeconds !== window.lengthSeconds) {
    throw new RequestError(
      `${model} hears windows of ${window.lengthSeconds} s, not of ${windowSeconds} s: leave windowSeconds out, or ${anew}`,
    )
  }
  if (sampleRateHz < audio.sampleRateHz) {
    throw new RequestError(
      `${model} was learnt at ${audio.sampleRateHz} Hz, ${source} has ${sampleRateHz} Hz now: ${anew}`,
    )
  }
  return { manifest, former: { sessions, sound } }
}

function sessionsIn(sound: Uint8Array, anew: string): string[] {
  try {
    return keptSessions(sound)
  } catch (cause) {
    if (!(cause instanceof DatasetError)) throw cause
    throw new RequestError(`there is nothing to add to: ${cause.message}; ${anew}`, { cause })
  }
}
