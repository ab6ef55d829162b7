import { connectAsync, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import { until } from '../../until.ts'

export interface Received {
  readonly topic: string
  readonly text: string
  readonly packet: IPublishPacket
}

/** Somebody else at the broker, who hears everything below a topic. */
export async function joinBroker(url: string, filter = 'earshot/#', options: IClientOptions = {}) {
  const client: MqttClient = await connectAsync(url, { protocolVersion: 4, reconnectPeriod: 0, ...options })
  const received: Received[] = []
  client.on('message', (topic, payload, packet) => received.push({ topic, text: String(payload), packet }))
  await client.subscribeAsync(filter, { qos: 1 })
  return {
    client,
    received,
    on: (topic: string) => received.filter((message) => message.topic === topic),
    /** @returns The message that came first, or `nth`, on a topic. */
    async message(topic: string, nth = 0): Promise<Received> {
      let found: Received | undefined
      await until(
        () => {
          found = received.filter((message) => message.topic === topic)[nth]
          return found !== undefined
        },
        `a message came on ${topic}; there were ${received.map((message) => message.topic).join(' ')}`,
      )
      if (found === undefined) throw new Error('unreachable')
      return found
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await client.endAsync(true)
    },
  }
}
