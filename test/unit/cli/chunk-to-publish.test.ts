import { describe, expect, it } from 'vitest'
import { decodeChunk } from '../../../src/audio/chunk-message.ts'
import { chunkMessage } from '../../../src/cli/chunk-to-publish.ts'

const chunk = {
  y: Float32Array.of(0.1, -0.2, 0.3, ...new Float32Array(500)),
  sampleRateHz: 22_050,
  seq: 7,
  capturedAtMs: 1_767_225_600_000.5,
}

describe('a chunk that is published', () => {
  it.each([
    ['wav', 5],
    ['pcm', 5],
    ['json', 5],
    ['wav', 4],
    ['pcm', 4],
    ['json', 4],
  ] as const)('as %s over MQTT version %d is the same chunk when it arrives', (format, version) => {
    const { topic, payload, properties } = chunkMessage('earshot/audio/fan-1', chunk, format, version)
    const [source = '', ...path] = topic.slice('earshot/audio/'.length).split('/')
    const arrived = decodeChunk({
      source,
      payload: typeof payload === 'string' ? new TextEncoder().encode(payload) : payload,
      ...(version === 5 ? properties : {}),
      pathFormat: path.length > 0 ? path.join('/') : undefined,
      receivedAtMs: 0,
    })
    expect(arrived.y).toEqual(chunk.y)
    expect([arrived.source, arrived.sampleRateHz]).toEqual(['fan-1', 22_050])
    const carriesMarks = version === 5 || format === 'json'
    expect([arrived.seq, arrived.capturedAtMs]).toEqual(
      carriesMarks ? [7, 1_767_225_600_000.5] : [undefined, undefined],
    )
  })
})
