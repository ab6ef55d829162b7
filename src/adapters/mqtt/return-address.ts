import type { IPublishPacket } from 'mqtt'
import { RequestError } from '../../errors.ts'
import type { Topics } from './topics.ts'

/** Where an answer goes, and what it must carry so that the caller knows it. */
export interface ReturnAddress {
  readonly topic: string
  readonly correlationData: Buffer | undefined
}

/**
 * The response topic of MQTT 5 (§4.10), or `…/response/{method}`.
 *
 * An answer to a topic of ours would pass for an alarm, or be a request in its turn, so only
 * `…/response/…` is taken below our prefix.
 *
 * @throws {@link RequestError} when nothing may be published there.
 */
export function returnAddress(topics: Topics, method: string, { properties }: IPublishPacket): ReturnAddress {
  const topic = properties?.responseTopic ?? topics.response(method)
  if (topic === '' || /[+#\0]/.test(topic)) {
    throw new RequestError('the response topic must be a topic without + and #')
  }
  if (topic.startsWith(topics.below) && !topic.startsWith(topics.response(''))) {
    throw new RequestError(`below ${topics.below} the response topic must begin with ${topics.response('')}`)
  }
  return { topic, correlationData: properties?.correlationData }
}
