import { type ChunkDefaults, decodeChunk, isSourceName } from '../../audio/chunk-message.ts'
import type { AudioSink, Clock } from '../../pipeline/ports.ts'
import type { InputMessage } from './connection.ts'

/** The input that takes sound. */
const AUDIO_INPUT = 'audio'

export interface AudioInputOptions {
  readonly sink: AudioSink
  readonly defaults: ChunkDefaults
  readonly clock: Clock
}

/**
 * Makes chunks of messages on the input `audio`. The same payloads as over MQTT; the properties `source`, `seq`,
 * `capturedAt` and `contentType` say what topics and MQTT properties say there.
 */
export function audioInput({
  sink,
  defaults,
  clock,
}: AudioInputOptions): (input: string, message: InputMessage) => void {
  return (input, { body, properties, contentType }) => {
    if (input !== AUDIO_INPUT) return
    const { source = '' } = properties
    try {
      const chunk = decodeChunk(
        {
          source,
          payload: body,
          contentType: properties['contentType'] ?? contentType,
          userProperties: properties,
          receivedAtMs: clock(),
        },
        defaults,
      )
      sink.accept(chunk)
    } catch (error) {
      sink.refuse(error, isSourceName(source) ? source : undefined)
    }
  }
}
