import { z } from 'zod'
import { NotFoundError, ParameterError, RequestError, TransportError } from '../errors.ts'
import type { EdgeRuntime } from '../sim/edge/runtime.ts'
import type { JsonRequest } from '../sim/json-server.ts'

/** Where `earshot simulate` listens for `earshot call` and for faults, unless told otherwise. */
export const DEFAULT_CONTROL_PORT = 18884

const Fault = z.union([z.boolean(), z.number().int().min(400).max(599)]).nullable()
type FaultValue = z.infer<typeof Fault>
const Patch = z.record(z.string(), z.unknown())
const Kind = z.enum(['unix', 'http', 'connectionString'])

/**
 * What another terminal may ask of a running local runtime:
 *
 * - `POST /call/{module}/{method}?timeoutSeconds=` calls a direct method with the body as payload;
 * - `POST /faults/{name}` throws a switch, the body is its value; `GET /faults` names them;
 * - `GET /messages` are the latest that arrived upstream;
 * - `GET /twins/{module}`, `PATCH /twins/{module}` for the desired properties;
 * - `POST /inputs/{module}/{input}?name=value` sends a message, the query its properties;
 * - `GET /environment/{module}?kind=unix|http|connectionString`.
 */
export function edgeControl({ hub, faults, environment }: EdgeRuntime): (request: JsonRequest) => unknown {
  const isOn = (value: FaultValue) => value !== false
  const switches: Record<string, (value: FaultValue) => void | Promise<void>> = {
    kill: faults.kill,
    restart: faults.restart,
    dropConnections: faults.dropConnections,
    wipeSessions: faults.wipeSessions,
    withholdAcknowledgements: (value) => faults.withholdAcknowledgements(isOn(value)),
    twinStatus: (value) => faults.twinStatus(typeof value === 'number' ? value : isOn(value) && 500),
    expireTokens: (value) => faults.expireTokens(isOn(value)),
    cloudOffline: (value) => faults.cloudOffline(isOn(value)),
  }
  const names = Object.keys(switches)

  return async ({ method, path: [what, first = '', second = ''], query, body }) => {
    switch (`${method} ${what}`) {
      case 'POST call':
        return hub.invokeMethod(first, second, body, 1000 * Number(query.get('timeoutSeconds') ?? 30))
      case 'GET faults':
        return names
      case 'POST faults': {
        const fault = names.includes(first) ? switches[first] : undefined
        if (fault === undefined) throw new NotFoundError(`no fault ${first}; there is ${names.join(', ')}`)
        await fault(parse(Fault, body, 'a fault is on (true), off (false) or a status from 400 to 599'))
        return { fault: first, value: body }
      }
      case 'GET messages':
        return hub.upstream.map((message) => ({ ...message, body: message.body.toString() }))
      case 'GET twins':
        return hub.module(first).twin
      case 'PATCH twins':
        hub.patchDesired(first, parse(Patch, body, 'desired properties are a JSON object'))
        return hub.module(first).twin
      case 'POST inputs':
        hub.sendToInput(first, second, JSON.stringify(body), Object.fromEntries(query))
        return { module: first, input: second }
      case 'GET environment':
        return environment(first, parse(Kind, query.get('kind') ?? 'unix', 'kind is unix, http or connectionString'))
      default:
        throw new NotFoundError('there is call, faults, messages, twins, inputs and environment')
    }
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, otherwise: string): T {
  const parsed = schema.safeParse(value)
  if (!parsed.success) throw new RequestError(otherwise, { cause: parsed.error })
  return parsed.data
}

const Failure = z.object({ error: z.object({ code: z.string(), message: z.string() }) })

/**
 * Ask a running local runtime.
 *
 * @param base - Address of its control port, such as `http://127.0.0.1:18884`.
 * @throws {@link TransportError} when nothing listens there, {@link NotFoundError} and others as it answers.
 */
export async function askRuntime(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
  if (!URL.canParse(path, base))
    throw new ParameterError(`${base} is not an address such as http://127.0.0.1:${DEFAULT_CONTROL_PORT}`)
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) }
  const response = await fetch(new URL(path, base), init).catch((cause: unknown) => {
    const remedy = 'start one with: earshot simulate, or call a module over MQTT with --url'
    throw new TransportError(`no local runtime answers at ${base}; ${remedy}`, { cause })
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer
  const message = Failure.safeParse(answer).data?.error.message ?? `it answered ${response.status}`
  if (response.status === 404) throw new NotFoundError(message)
  if (response.status === 504) throw new TransportError(`no such method, or no answer: ${message}`)
  throw new RequestError(message)
}
