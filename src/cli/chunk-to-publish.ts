import type { ProtocolVersion } from '../adapters/mqtt/options.ts'
import { encodeWav } from '../audio/wav-writer.ts'

export type ChunkFormat = 'wav' | 'pcm' | 'json'

export interface ChunkToPublish {
  /** Mono, full scale ±1. */
  readonly y: Float32Array
  readonly sampleRateHz: number
  readonly seq: number
  /** @unit Unix epoch ms */
  readonly capturedAtMs: number
}

export interface ChunkMessage {
  readonly topic: string
  readonly payload: string | Uint8Array
  readonly properties: { readonly contentType: string; readonly userProperties?: Record<string, string> }
}

/**
 * A chunk as a message. Samples stay 32-bit floats in every form, so that nothing is rounded on the way.
 *
 * @param topic - `…/audio/{source}`. Where MQTT 3.1.1 has no content type, PCM says in the topic what it is.
 */
export function chunkMessage(
  topic: string,
  chunk: ChunkToPublish,
  format: ChunkFormat,
  version: ProtocolVersion,
): ChunkMessage {
  const { y, sampleRateHz, seq } = chunk
  const capturedAt = Math.round(chunk.capturedAtMs * 1_000) / 1_000
  const userProperties = { seq: String(seq), capturedAt: String(capturedAt) }
  switch (format) {
    case 'wav': {
      const payload = encodeWav(y, sampleRateHz, { bitDepth: '32f' })
      return { topic, payload, properties: { contentType: 'audio/wav', userProperties } }
    }
    case 'pcm': {
      const contentType = `audio/pcm;format=f32le;rate=${sampleRateHz};channels=1`
      const pcmTopic = version === 5 ? topic : `${topic}/f32le/${sampleRateHz}/1`
      return { topic: pcmTopic, payload: f32le(y), properties: { contentType, userProperties } }
    }
    case 'json': {
      const data = Buffer.from(f32le(y)).toString('base64')
      const payload = JSON.stringify({ format: 'f32le', rate: sampleRateHz, channels: 1, seq, capturedAt, data })
      return { topic, payload, properties: { contentType: 'application/json' } }
    }
  }
}

function f32le(y: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * y.length))
  for (const [i, x] of y.entries()) view.setFloat32(4 * i, x, true)
  return new Uint8Array(view.buffer)
}
