import type { FastifyInstance } from 'fastify'
import type { AlarmsAnswer, ModelsAnswer, SourcesAnswer } from '../api.ts'
import { SILENT_BELOW_DBFS } from '../clip-answer.ts'
import type { LiveStream } from '../live-stream.ts'
import type { HttpOptions, HttpPorts } from '../ports.ts'
import type { RecentEvents } from '../recent-events.ts'

/** What dashboards ask for: sources, alarms, models, and the stream of their changes. */
export function addLiveRoutes(
  app: FastifyInstance,
  { maxBodyBytes, maxClipSeconds }: Pick<HttpOptions, 'maxBodyBytes' | 'maxClipSeconds'>,
  ports: HttpPorts,
  stream: LiveStream,
  recent: RecentEvents,
): void {
  const { live, models, liveModelName } = ports

  app.get('/api/sources', async (): Promise<SourcesAnswer> => ({ sources: live.sources() }))

  app.get('/api/alarms', async (): Promise<AlarmsAnswer> => {
    const alarms = live.sources().flatMap(({ alarm }) => (alarm.event ? [alarm.event] : []))
    return { alarms, events: recent.list() }
  })

  const limits = { maxBytes: maxBodyBytes, maxSeconds: maxClipSeconds, silentBelowDbfs: SILENT_BELOW_DBFS }
  app.get(
    '/api/models',
    async (): Promise<ModelsAnswer> => ({ live: liveModelName(), models: await models.list(), limits }),
  )

  app.get('/api/stream', { exposeHeadRoute: false }, (_request, reply) => {
    stream.add(reply.raw)
    reply.hijack()
  })
}
