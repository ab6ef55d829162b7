import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call as the server met it. */
export interface Call {
  readonly method: string
  readonly path: string
  readonly body: Record<string, unknown>
  readonly authorization: string | undefined
}

export interface TrackingServer {
  readonly url: string
  readonly calls: readonly Call[]
  close(): Promise<void>
}

/**
 * Answers as MLflow's REST API 2.0 is documented, for experiments and runs: experiments are made once, runs are found
 * by the tag that a filter names, a batch is refused that is larger than the documentation allows.
 */
export async function startTrackingServer(): Promise<TrackingServer> {
  const calls: Call[] = []
  const experiments = new Map<string, string>()
  const runs = new Map<string, { experimentId: string; tags: { key: string; value: string }[] }>()

  function answer({ path, body }: Call, query: URLSearchParams): [number, object] {
    switch (path) {
      case 'experiments/get-by-name': {
        const id = experiments.get(query.get('experiment_name') ?? '')
        if (id === undefined) return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no such experiment' }]
        return [200, { experiment: { experiment_id: id, lifecycle_stage: 'active' } }]
      }
      case 'experiments/create':
        experiments.set(String(body['name']), `${experiments.size + 1}`)
        return [200, { experiment_id: `${experiments.size}` }]
      case 'runs/search': {
        const [, key, value] = /^tags\.`(.+)` = '(.+)'$/.exec(String(body['filter'])) ?? []
        const found = [...runs].filter(([, { tags }]) => tags.some((tag) => tag.key === key && tag.value === value))
        return [200, found.length === 0 ? {} : { runs: found.map(([id]) => ({ info: { run_id: id } })) }]
      }
      case 'runs/create': {
        const id = `run${runs.size + 1}`
        const tags = body['tags'] as { key: string; value: string }[]
        runs.set(id, { experimentId: String(body['experiment_id']), tags })
        return [200, { run: { info: { run_id: id, status: 'RUNNING' }, data: {} } }]
      }
      case 'runs/log-batch': {
        const { metrics = [], params = [] } = body as { metrics?: unknown[]; params?: unknown[] }
        if (!runs.has(String(body['run_id']))) return [404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'run' }]
        if (metrics.length > 1000 || params.length > 100) {
          return [400, { error_code: 'INVALID_PARAMETER_VALUE', message: 'too large a batch' }]
        }
        return [200, {}]
      }
      case 'runs/update':
        return [200, { run_info: { run_id: body['run_id'], status: body['status'] } }]
      default:
        return [404, { error_code: 'ENDPOINT_NOT_FOUND', message: path }]
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(Buffer.from(chunk))
    const url = new URL(request.url ?? '', 'http://server')
    const text = Buffer.concat(chunks).toString()
    const call = {
      method: request.method ?? '',
      path: url.pathname.replace('/api/2.0/mlflow/', ''),
      body: text === '' ? {} : JSON.parse(text),
      authorization: request.headers.authorization,
    }
    calls.push(call)
    const [status, body] = answer(call, url.searchParams)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () => new Promise((done) => server.close(() => done())),
  }
}
