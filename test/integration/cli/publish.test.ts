import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { publishRecordings } from '../../../src/cli/publish-recordings.ts'
import { AudioError, NotFoundError, ParameterError, TransportError } from '../../../src/errors.ts'
import { tone } from '../../level-scorer.ts'
import { until } from '../../until.ts'
import { freePort, startBroker } from '../broker.ts'
import { hasMosquitto, startMosquitto } from '../mosquitto.ts'
import { joinBroker } from '../mqtt/client.ts'
import { startModule } from '../mqtt/module.ts'
import { earshot } from './earshot.ts'

const folder = mkdtempSync(join(tmpdir(), 'earshot-publish-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'a.wav'), encodeWav(tone(2.504, 0.7), 8_000, { bitDepth: 16 }))
writeFileSync(join(folder, 'b.wav'), encodeWav(tone(1.5, 0.1), 8_000, { bitDepth: 16 }))

const never = new AbortController().signal
const fast = { source: 'fan-1', speed: 10_000, chunkMs: 500 }

describe('earshot publish', () => {
  it('plays the recordings of a folder as one unbroken stream, and ends well when all is acknowledged', async () => {
    await using broker = await startBroker()
    await using module = await startModule(broker.url)
    await module.connected()
    const { exitCode, stdout, stderr } = await earshot(
      'publish',
      folder,
      '--source',
      'fan-1',
      '--url',
      broker.url,
      '--speed',
      '10000',
      '--chunk-ms',
      '500',
    )
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toBe('published 8 chunks, 4.0 s of sound, to earshot/audio/fan-1\n')
    await until(() => module.sink.verdicts.length === 7, 'every window has a verdict')
    expect(module.pipeline.sources()[0]?.counts).toMatchObject({
      chunksReceived: 8,
      chunksRefused: 0,
      irregularities: {},
    })
  })

  it('keeps to real time', async () => {
    await using broker = await startBroker()
    const beganMs = performance.now()
    await publishRecordings(join(folder, 'b.wav'), { ...fast, url: broker.url, speed: 10 }, never)
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(150)
  })

  it('goes on where it was when the broker comes back', async () => {
    const port = await freePort()
    const first = await startBroker({ port })
    await using other = await joinBroker(first.url, 'earshot/audio/#')
    const published = publishRecordings(folder, { ...fast, url: first.url, speed: 4 }, never)
    await until(() => other.received.length >= 3, 'the play has begun')
    await first.stop()
    await using second = await startBroker({ port })
    await using later = await joinBroker(second.url, 'earshot/audio/#')
    expect(await published).toMatchObject({ chunks: 8 })
    const seqs = [...other.received, ...later.received].map(({ text }) => JSON.parse(text).seq)
    // What was sent in the moment before `later` had joined is acknowledged, but nobody saw it.
    expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
    expect(seqs.at(-1)).toBe(7)
  })

  it('repeats until it is told to stop', async () => {
    await using broker = await startBroker()
    await using other = await joinBroker(broker.url, 'earshot/audio/#')
    const stopping = new AbortController()
    const published = publishRecordings(folder, { ...fast, url: broker.url, repeat: true }, stopping.signal)
    await until(() => other.received.length >= 20, 'it has begun anew')
    stopping.abort()
    const { chunks } = await published
    expect(chunks).toBeGreaterThanOrEqual(20)
    const seqs = other.received.map(({ text }) => JSON.parse(text).seq)
    expect(seqs).toEqual(seqs.map((_, i) => i))
  })

  it('says what is wrong before it sends anything', async () => {
    await using broker = await startBroker()
    await using other = await joinBroker(broker.url)
    const url = broker.url
    writeFileSync(join(folder, 'damaged.txt'), 'RIFF')
    await expect(publishRecordings(folder, { ...fast, url, source: 'fan 1' }, never)).rejects.toThrow(ParameterError)
    await expect(publishRecordings(join(folder, 'none.wav'), { ...fast, url }, never)).rejects.toThrow(NotFoundError)
    await expect(publishRecordings(join(folder, 'damaged.txt'), { ...fast, url }, never)).rejects.toThrow(AudioError)
    const nobody = `mqtt://127.0.0.1:${await freePort()}`
    await expect(publishRecordings(folder, { ...fast, url: nobody }, never)).rejects.toThrow(TransportError)
    expect(other.received).toEqual([])
  })

  it('ends with code 1 and a message when there is no broker', async () => {
    const { exitCode, stderr } = await earshot(
      'publish',
      folder,
      '--source',
      'fan-1',
      '--url',
      `mqtt://127.0.0.1:${await freePort()}`,
    )
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^earshot: the broker .* nothing listens .*\[EARSHOT_TRANSPORT\]\n$/)
  })
})

describe.skipIf(!hasMosquitto)('earshot publish to Mosquitto', () => {
  it.each(['wav', 'pcm', 'json'] as const)('sends %s with its place in time', async (format) => {
    await using broker = await startMosquitto()
    await using module = await startModule(broker.url)
    await module.connected()
    await publishRecordings(folder, { ...fast, url: broker.url, format }, never)
    await until(() => module.sink.verdicts.length === 7, 'every window has a verdict')
    expect(module.sink.events.map(({ data }) => data.state)).toEqual(['raised', 'cleared'])
    expect(module.pipeline.sources()[0]?.counts.irregularities).toEqual({})
  })
})
