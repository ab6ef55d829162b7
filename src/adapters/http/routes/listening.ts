import type { FastifyInstance } from 'fastify'
import { describeExplanation } from '../../../detect/explanation.ts'
import { NotFoundError, RequestError } from '../../../errors.ts'
import type { KeptWindow } from '../../../pipeline/history/window-blocks.ts'
import type { WindowAnswer, WindowPoint, WindowsAnswer } from '../api.ts'
import type { HttpPorts } from '../ports.ts'
import type { SoundStream } from '../sound-stream.ts'

interface OfSource {
  Params: { source: string }
}

/** A break longer than this is silence; a shorter one is a gap, of chunks that went missing. @unit ms */
const SILENCE_MS = 10_000
/** Windows begin about a second apart. Where they do not, though there was sound, some were not judged. @unit ms */
const LEAST_UNJUDGED_MS = 5_000

/** What one source sounds like now, and the last hour of its windows. */
export function addListeningRoutes(
  app: FastifyInstance,
  { live, windows, sound }: HttpPorts,
  stream: SoundStream,
): void {
  const mustBeKnown = (source: string): void => {
    if (!live.sources().some((known) => known.source === source)) {
      throw new NotFoundError('no source of that name has been heard; /api/sources lists those that were')
    }
  }

  app.get<OfSource>('/api/sources/:source/sound', { exposeHeadRoute: false }, (request, reply) => {
    stream.add(request.params.source, reply.raw)
    reply.hijack()
  })

  app.get<OfSource & { Querystring: { fromMs?: unknown; toMs?: unknown } }>(
    '/api/sources/:source/windows',
    async (request): Promise<WindowsAnswer> => {
      const { source } = request.params
      mustBeKnown(source)
      const fromMs = timeOf(request.query.fromMs, 'fromMs', 0)
      const toMs = timeOf(request.query.toMs, 'toMs', Number.MAX_SAFE_INTEGER)
      const kept = windows.between(source, fromMs, toMs)
      const breaks = sound.breaks(source).filter(({ startMs, endMs }) => endMs >= fromMs && startMs <= toMs)
      const named = breaks.map((gap) => {
        return { ...gap, kind: gap.endMs - gap.startMs >= SILENCE_MS ? ('silence' as const) : ('gap' as const) }
      })
      const gaps = [...named, ...unjudged(kept, breaks)].sort((a, b) => a.startMs - b.startMs)
      return { labels: kept.at(-1)?.labels ?? [], windows: kept.map(pointOf), gaps }
    },
  )

  app.get<{ Params: { source: string; startMs: string } }>(
    '/api/sources/:source/windows/:startMs',
    async (request): Promise<WindowAnswer> => {
      const { source, startMs } = request.params
      mustBeKnown(source)
      const { verdict, labels, state, explanation } = windows.at(source, timeOf(startMs, 'startMs', 0))
      return { verdict, labels, alarmState: state, alarm: explanation, sentence: describeExplanation(explanation) }
    },
  )
}

function timeOf(value: unknown, name: string, otherwise: number): number {
  if (value === undefined) return otherwise
  if (typeof value === 'string' && /^\d{1,16}$/.test(value)) return Number(value)
  throw new RequestError(`${name} must be a time in ms since 1970`)
}

function pointOf({ verdict, state }: KeptWindow): WindowPoint {
  const { window, label, anomaly, score, probabilities, scores, indicators } = verdict
  return {
    ...window,
    label,
    anomaly,
    score,
    probabilities,
    ...(scores === undefined ? {} : { scores }),
    levelDbfs: indicators.rmsDbfs,
    alarmState: state,
  }
}

/** Where a window would have begun but none did, and no break of the sound says why. */
function unjudged(
  kept: readonly KeptWindow[],
  breaks: WindowsAnswer['gaps'] | readonly { startMs: number; endMs: number }[],
) {
  const gaps: { startMs: number; endMs: number; kind: 'unjudged' }[] = []
  for (const [i, { verdict }] of kept.entries()) {
    const next = kept[i + 1]?.verdict.window.startMs
    const { startMs } = verdict.window
    if (next === undefined || next - startMs < LEAST_UNJUDGED_MS) continue
    const isExplained = breaks.some((gap) => gap.endMs > startMs && gap.startMs < next + LEAST_UNJUDGED_MS)
    if (!isExplained) gaps.push({ startMs, endMs: next, kind: 'unjudged' })
  }
  return gaps
}
