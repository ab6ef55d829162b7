import type { FastifyInstance } from 'fastify'
import type { ReadinessAnswer } from '../api.ts'
import type { HttpPorts, MetricsPage } from '../ports.ts'

/** `GET /healthz`: this process answers. `GET /readyz`: what it needs is there. */
export function addHealthRoutes(app: FastifyInstance, { readiness, live }: HttpPorts): void {
  app.get('/healthz', async () => ({ status: 'alive' }))

  app.get('/readyz', async (_request, reply): Promise<ReadinessAnswer> => {
    const checks = readiness()
    const ready = checks.every(({ isPassed }) => isPassed)
    reply.code(ready ? 200 : 503)
    const model = live.model()
    return { ready, checks, model: model?.identity ?? null, engine: model?.engineName ?? null }
  })
}

/** `GET /metrics` for Prometheus. */
export function addMetricsRoute(app: FastifyInstance, page: MetricsPage): void {
  app.get('/metrics', async (_request, reply) => {
    reply.type(page.contentType)
    return page.text()
  })
}
