import { setTimeout as pause } from 'node:timers/promises'
import { startBroker, type TestBroker } from '../broker.ts'

/**
 * A broker that can be killed and comes back on the same port, and that says what it has taken: what it acknowledges
 * it has, whoever may listen.
 */
export async function killableBroker(onPublish: (topic: string, payload: Buffer) => void) {
  let current: TestBroker
  let isHeard = false
  const start = (port = 0): Promise<TestBroker> =>
    startBroker({
      port,
      aedes: {
        authorizePublish: (_, { topic, payload }, done) => {
          onPublish(topic, Buffer.from(payload))
          done(null)
        },
        authorizeSubscribe: (_, subscription, done) => {
          done(null, subscription)
          if (subscription.topic === 'earshot/audio/#') isHeard = true
        },
      },
    })
  current = await start()
  const { url, port } = current

  return {
    url,
    /** Resolves when the module listens for sound here. */
    async heard(): Promise<void> {
      while (!isHeard) await pause(5)
    },
    async awayAndBack(awayMs: number): Promise<void> {
      isHeard = false
      await current.stop()
      await pause(awayMs)
      current = await start(port)
    },
    [Symbol.asyncDispose]: () => current.stop(),
  }
}
