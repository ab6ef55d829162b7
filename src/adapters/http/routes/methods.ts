import type { FastifyInstance } from 'fastify'
import { NotFoundError } from '../../../errors.ts'
import { answerToFailure } from '../../../pipeline/method-answer.ts'
import type { MethodTable } from '../../../pipeline/ports.ts'

/** A clip of 128 KB in base64, and what stands around it. @unit bytes */
const MOST_BYTES = 192 * 1024

/** `POST /api/methods/{name}`: the direct methods, as IoT Hub and MQTT call them. */
export function addMethodRoutes(app: FastifyInstance, methods: MethodTable): void {
  app.post<{ Params: { name: string } }>('/api/methods/:name', { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const handler = methods.get(request.params.name)
    if (handler === undefined) {
      throw new NotFoundError(`there is no such method; there are ${[...methods.keys()].join(', ')}`)
    }
    const { status, payload } = await handler(request.body).catch(answerToFailure)
    reply.code(status)
    return payload
  })
}
