import { RequestError } from '../../errors.ts'
import { isJsonObject } from '../json-object.ts'
import type { JsonRequest } from '../json-server.ts'
import type { EdgeHub } from './hub.ts'
import { sign } from './sas-token.ts'

/** The workload API, version 2018-06-28: `GET /trust-bundle`, `POST /modules/{m}/genid/{g}/sign`. */
export function workloadApi(hub: EdgeHub, ca: string): (request: JsonRequest) => unknown {
  return ({ path: [what, moduleId = '', , generationId, verb], body }) => {
    if (what === 'trust-bundle') return { certificate: ca }
    const module = hub.module(moduleId)
    if (generationId !== module.generationId || verb !== 'sign' || !isJsonObject(body)) {
      throw new RequestError('there is GET /trust-bundle and POST /modules/{module}/genid/{generation}/sign')
    }
    const { data } = body
    return { digest: sign(module.key, Buffer.from(String(data), 'base64')).toString('base64') }
  }
}

/** `POST /twins/{device}/modules/{module}/methods`: one module calls another. */
export function methodsApi(hub: EdgeHub): (request: JsonRequest) => unknown {
  return ({ path: [, , , moduleId = '', verb], body, headers }) => {
    const password = Buffer.from(headers.authorization ?? '')
    const caller = hub.authenticate({ clientId: String(headers['x-ms-edge-moduleid']), password })
    if (caller === undefined || verb !== 'methods' || !isJsonObject(body)) {
      throw new RequestError('a call needs the token of a module and a JSON object')
    }
    const { methodName, payload, responseTimeoutInSeconds: seconds = 30 } = body
    if (!(Number(seconds) >= 5 && Number(seconds) <= 300))
      throw new RequestError('responseTimeoutInSeconds is 5 to 300')
    return hub.invokeMethod(moduleId, String(methodName), payload, Number(seconds) * 1000)
  }
}
