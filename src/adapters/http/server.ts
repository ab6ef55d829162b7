import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import type { Log } from '../../pipeline/ports.ts'
import { guardChanges } from './access/guard.ts'
import { Sessions } from './access/sessions.ts'
import { createBareServer, routeOf } from './bare-server.ts'
import { type Address, Listener } from './listener.ts'
import { LiveStream } from './live-stream.ts'
import type { HttpOptions, HttpPorts, MetricsPage } from './ports.ts'
import { RecentEvents } from './recent-events.ts'
import { addDemoState, addDemoSwitch } from './routes/demo.ts'
import { addEvidenceRoutes } from './routes/evidence.ts'
import { addHealthRoutes, addMetricsRoute } from './routes/health.ts'
import { addListeningRoutes } from './routes/listening.ts'
import { addLiveRoutes } from './routes/live.ts'
import { addMethodRoutes } from './routes/methods.ts'
import { addPage } from './routes/page.ts'
import { addReviewing, addReviewReading } from './routes/reviews.ts'
import { addRuleChanges, addThresholdsReading } from './routes/rules.ts'
import { addScoringRoutes } from './routes/scoring.ts'
import { addSessionRoutes } from './routes/session.ts'
import { SoundStream } from './sound-stream.ts'

const REMEMBERED_EVENTS = 100
/** A metrics scraper sends a few headers. @unit ms */
const SCRAPE_TIMEOUT_MS = 10_000

/** The page, scoring, live data, health and metrics on one port. */
export function createHttpServer(options: HttpOptions, ports: HttpPorts): Listener {
  return new Listener('http', options, ports.log, () => buildHttpServer(options, ports))
}

/** The server with all its routes, not yet listening. */
export async function buildHttpServer(options: HttpOptions, ports: HttpPorts): Promise<FastifyInstance> {
  const { live, metrics, clock, log } = ports
  const app = createBareServer({ requestTimeoutMs: options.requestTimeoutMs, log })
  app.addHook('onResponse', async (request, reply) => {
    metrics.count('earshot_http_requests_total', { route: routeOf(request), status: String(reply.statusCode) })
  })

  const recent = new RecentEvents(REMEMBERED_EVENTS)
  const stream = new LiveStream(live, recent, clock, { maxClients: options.maxStreams })
  const sound = new SoundStream(ports.sound, { maxClients: options.maxStreams })
  const unsubscribe = live.subscribe(({ source, event }) => {
    if (event) recent.add(event)
    stream.note(source, event)
  })
  app.addHook('preClose', async () => {
    unsubscribe()
    stream.close()
    sound.close()
  })

  addHealthRoutes(app, ports)
  addMetricsRoute(app, ports.metricsPage)
  addLiveRoutes(app, options, ports, stream, recent)
  addListeningRoutes(app, ports, sound)
  addEvidenceRoutes(app, ports)
  addReviewReading(app, ports)
  addThresholdsReading(app, ports)
  const { passwordHash, publicUrl } = options
  const sessions = new Sessions({ passwordHash, isSecure: publicUrl.startsWith('https:'), clock })
  await addSessionRoutes(app, sessions, publicUrl)
  addDemoState(app, ports)
  const changing: FastifyPluginAsync = async (scope) => {
    guardChanges(scope, sessions, publicUrl)
    addMethodRoutes(scope, ports.methods)
    addReviewing(scope, ports)
    addRuleChanges(scope, ports)
    addDemoSwitch(scope, ports)
  }
  await app.register(changing)
  await addPage(app, options.pageDirectory)
  // In a scope of its own: only these routes take bodies of that size and those types.
  const scoring: FastifyPluginAsync = async (scope) => addScoringRoutes(scope, options, ports)
  await app.register(scoring)
  return app
}

/** Metrics alone, on the port where IoT Edge's collector looks for them. */
export function createMetricsServer(address: Address, page: MetricsPage, log: Log): Listener {
  return new Listener('metrics', address, log, async () => {
    const app = createBareServer({ requestTimeoutMs: SCRAPE_TIMEOUT_MS, log })
    addMetricsRoute(app, page)
    return app
  })
}
