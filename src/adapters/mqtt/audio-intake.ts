import type { IPublishPacket } from 'mqtt'
import { type AudioMessage, type ChunkDefaults, decodeChunk, isSourceName } from '../../audio/chunk-message.ts'
import { ChunkError } from '../../errors.ts'
import type { AudioSink, Clock } from '../../pipeline/ports.ts'
import type { MessageListener } from './broker-session.ts'

export interface AudioIntakeOptions {
  /** The topic that audio comes below. */
  readonly base: string
  readonly sink: AudioSink
  readonly defaults: ChunkDefaults
  readonly clock: Clock
}

/** Makes chunks of messages on audio topics. What is none is refused and counted, and changes nothing else. */
export function audioIntake({ base, sink, defaults, clock }: AudioIntakeOptions): MessageListener {
  return (topic, payload, packet) => {
    const message = toAudioMessage(base, topic, payload, packet, clock())
    try {
      if (packet.retain) throw new ChunkError('a retained message is not live sound; publish audio without retain')
      sink.accept(decodeChunk(message, defaults))
    } catch (error) {
      sink.refuse(error, isSourceName(message.source) ? message.source : undefined)
    }
  }
}

function toAudioMessage(
  base: string,
  topic: string,
  payload: Uint8Array,
  { properties }: IPublishPacket,
  receivedAtMs: number,
): AudioMessage {
  const [source = '', ...format] = topic.slice(base.length + 1).split('/')
  return {
    source,
    payload,
    contentType: properties?.contentType,
    userProperties: properties?.userProperties,
    pathFormat: format.length > 0 ? format.join('/') : undefined,
    receivedAtMs,
  }
}
