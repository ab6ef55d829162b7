import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Chunk } from '../../../src/audio/chunk.ts'
import { decodeChunk } from '../../../src/audio/chunk-message.ts'
import { RequestError, TransportError } from '../../../src/errors.ts'
import type { Log } from '../../../src/pipeline/ports.ts'
import { EmbeddedBroker } from '../../../src/sim/broker.ts'
import { SimulatedMachine } from '../../../src/sim/machine.ts'

const silence = (): void => undefined
const log: Log = { error: silence, warn: silence, info: silence, debug: silence }
const CHUNK_MS = 50

let broker: EmbeddedBroker
beforeEach(async () => {
  broker = new EmbeddedBroker()
  await broker.start()
})
afterEach(() => broker.stop())

function machine(): SimulatedMachine {
  const fan = { machineSeed: 1, seed: 2, sampleRateHz: 16_000, snrDb: 20 }
  return new SimulatedMachine({
    url: () => broker.url,
    topicPrefix: 'earshot',
    source: 'fan-1',
    fan,
    chunkMs: CHUNK_MS,
    log,
  })
}

async function listen(count: number, onChunk: (chunk: Chunk, n: number) => void = () => undefined): Promise<Chunk[]> {
  const client = await connectAsync(broker.url)
  const chunks: Chunk[] = []
  const heard = new Promise<void>((resolve) =>
    client.on('message', (topic, payload) => {
      const source = topic.replace('earshot/audio/', '')
      const chunk = decodeChunk({ source, payload, receivedAtMs: Date.now() })
      chunks.push(chunk)
      onChunk(chunk, chunks.length)
      if (chunks.length >= count) resolve()
    }),
  )
  await client.subscribeAsync('earshot/audio/+')
  await heard
  await client.endAsync(true)
  return chunks
}

it('sends its sound without a gap, each chunk in its place', async () => {
  const fan = machine()
  const listening = listen(8)
  await fan.start()
  const chunks = await listening
  await fan.stop()
  const [first] = chunks
  chunks.forEach(({ source, seq, capturedAtMs, sampleRateHz, y }, n) => {
    expect({ source, sampleRateHz, samples: y.length }).toEqual({ source: 'fan-1', sampleRateHz: 16_000, samples: 800 })
    expect(seq).toBe((first?.seq ?? 0) + n)
    expect(capturedAtMs).toBeCloseTo((first?.capturedAtMs ?? 0) + n * CHUNK_MS, 3)
    expect(y.some((sample) => Math.abs(sample) > 0.01)).toBe(true)
  })
})

it('can be given a fault while it runs, and no fault that there is not', async () => {
  const fan = machine()
  expect(fan.faults).toContain('imbalanced')
  fan.setFault('imbalanced')
  expect(fan.fault).toBe('imbalanced')
  expect(() => fan.setFault('rust')).toThrow(RequestError)
  expect(fan.fault).toBe('imbalanced')
})

it('goes on when the broker comes back, and does not send what nobody heard', async () => {
  const fan = machine()
  const listening = listen(2)
  await fan.start()
  const before = await listening
  const { port } = new URL(broker.url)
  await broker.stop()
  broker = new EmbeddedBroker({ port: Number(port) })
  await broker.start()
  const after = await listen(2)
  await fan.stop()
  expect(after[0]?.seq).toBeGreaterThan((before.at(-1)?.seq ?? 0) + 1)
})

it('two brokers cannot have one port', async () => {
  const { port } = new URL(broker.url)
  await expect(new EmbeddedBroker({ port: Number(port) }).start()).rejects.toThrow(TransportError)
})
