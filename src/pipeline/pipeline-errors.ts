import { AudioError, ChunkError, EngineError, NotFoundError, OverloadedError } from '../errors.ts'
import type { WindowScorer } from './window-scorer.ts'

export function tooManySources(name: string, { maxSources }: { readonly maxSources: number }): OverloadedError {
  return new OverloadedError(
    `source ${name} is not listened to: there are ${maxSources} already, which is the limit (audio.maxSources)`,
    { context: { source: name, maxSources } },
  )
}

export function notListenedTo(name: string): ChunkError {
  return new ChunkError(`source ${name} is not listened to: it is not among audio.sources`, {
    context: { source: name },
  })
}

export function tooSlow(
  { identity }: Pick<WindowScorer, 'identity'>,
  { scoringMs }: { readonly scoringMs: number },
): EngineError {
  return new EngineError(`model ${identity.name} did not answer within ${scoringMs} ms`, {
    context: { model: identity.name, limitMs: scoringMs },
  })
}

export function tooLittleHeard(name: string, { specs }: WindowScorer): AudioError {
  const seconds = specs.windowLength / specs.sampleRateHz
  return new AudioError(
    'EARSHOT_AUDIO_TOO_SHORT',
    `source ${name} has not been heard for ${seconds} s without a break yet; ask again later`,
    { context: { source: name, neededSeconds: seconds } },
  )
}

export function unknownSource(name: string): NotFoundError {
  return new NotFoundError(`no source named ${name} has been heard`, { context: { source: name } })
}

export function tooManyQuestions({ askedAtOnce }: { readonly askedAtOnce: number }): OverloadedError {
  return new OverloadedError(`${askedAtOnce} questions are being answered, which is the limit; ask again later`)
}

export function notDrained({ drainMs }: { readonly drainMs: number }): OverloadedError {
  return new OverloadedError(`not all sound was judged within ${drainMs} ms`)
}
