import type { IPublishPacket } from 'mqtt'
import { NotFoundError, OverloadedError, RequestError } from '../../errors.ts'
import { answerToFailure } from '../../pipeline/method-answer.ts'
import type { Metrics } from '../../pipeline/metrics.ts'
import type { Log, MethodAnswer, MethodTable } from '../../pipeline/ports.ts'
import { within } from '../../time-limit.ts'
import type { MessageListener } from './broker-session.ts'
import type { MqttLink } from './mqtt-link.ts'
import type { MqttLimits } from './options.ts'
import { returnAddress } from './return-address.ts'
import type { Topics } from './topics.ts'

export interface RequestsOptions {
  readonly link: Pick<MqttLink, 'publish'>
  readonly topics: Topics
  readonly methods: MethodTable
  readonly limits: Pick<MqttLimits, 'requestsInFlight' | 'refusalsInFlight' | 'requestBytes' | 'requestMs'>
  readonly metrics: Pick<Metrics, 'count'>
  readonly log: Log
}

type RequestLimits = RequestsOptions['limits']

interface Request {
  readonly payload: unknown
  /** The caller's own mark, where its protocol has no correlation data. */
  readonly transaction: unknown
}

/**
 * Answers direct methods over MQTT.
 *
 * A request's payload is JSON, or empty, which stands for `{}`. The answer, `{"status", "payload"}`, goes to
 * the response topic with the correlation data, or to `…/response/{method}`; a `transaction` of the request is
 * handed back in the answer. Beyond the limits a request is refused; of refusals too only so many are under way, and
 * further requests are counted and get no answer.
 */
export class Requests {
  readonly #options: RequestsOptions
  #underWay = 0

  constructor(options: RequestsOptions) {
    this.#options = options
  }

  readonly listener: MessageListener = (topic, payload, packet) => {
    const { topics, limits, metrics, log } = this.#options
    const method = topic.slice(topics.request.length + 1)
    if (packet.retain) {
      log.warn('a retained request is not answered: nobody is waiting for it', { method })
      return
    }
    if (this.#underWay >= limits.requestsInFlight + limits.refusalsInFlight) {
      metrics.count('earshot_results_dropped_total', { sink: 'mqtt', result: 'answer' })
      return
    }
    this.#underWay += 1
    this.#answer(method, payload, packet)
      .catch((error: unknown) => log.warn('a request could not be answered', { method, error }))
      .finally(() => {
        this.#underWay -= 1
      })
      .catch(() => undefined)
  }

  async #answer(method: string, payload: Uint8Array, packet: IPublishPacket): Promise<void> {
    const { link, topics } = this.#options
    const { topic, correlationData } = returnAddress(topics, method, packet)
    const { transaction, ...answer } = await this.#perform(method, payload)
    const body = { ...answer, ...(transaction === undefined ? {} : { transaction }) }
    await link.publish(topic, JSON.stringify(body), {
      qos: 1,
      properties: { contentType: 'application/json', ...(correlationData ? { correlationData } : {}) },
    })
  }

  async #perform(method: string, payload: Uint8Array): Promise<MethodAnswer & { transaction?: unknown }> {
    const { methods, limits } = this.#options
    let transaction: unknown
    try {
      if (this.#underWay > limits.requestsInFlight) throw tooMany(limits)
      const request = parseRequest(payload, limits)
      transaction = request.transaction
      const handler = methods.get(method)
      if (handler === undefined) throw unknownMethod(method, methods)
      const answer = await within(handler(request.payload), limits.requestMs, () => tooLate(method, limits))
      return { ...answer, transaction }
    } catch (error) {
      return { ...this.#failed(method, error), transaction }
    }
  }

  #failed(method: string, error: unknown): MethodAnswer {
    const answer = answerToFailure(error)
    if (answer.status >= 500) this.#options.log.warn('a request failed', { method, error })
    return answer
  }
}

function parseRequest(bytes: Uint8Array, { requestBytes }: RequestLimits): Request {
  if (bytes.length > requestBytes) {
    throw new RequestError(`the request has ${bytes.length} bytes, more than the ${requestBytes} allowed`)
  }
  if (bytes.length === 0) return { payload: {}, transaction: undefined }
  let payload: unknown
  try {
    payload = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new RequestError('the request is not JSON', { cause })
  }
  if (typeof payload !== 'object' || payload === null || !('transaction' in payload)) {
    return { payload, transaction: undefined }
  }
  const { transaction, ...rest } = payload
  return { payload: rest, transaction }
}

function unknownMethod(method: string, methods: MethodTable): NotFoundError {
  return new NotFoundError(`there is no method ${method.slice(0, 64)}; there are ${[...methods.keys()].join(', ')}`)
}

const tooMany = ({ requestsInFlight }: RequestLimits): OverloadedError =>
  new OverloadedError(`${requestsInFlight} requests are being answered, which is the limit; try again later`)

const tooLate = (method: string, { requestMs }: RequestLimits): OverloadedError =>
  new OverloadedError(`method ${method} did not answer within ${requestMs} ms; try again later`)
