import { z } from 'zod'
import type { Clip } from '../../audio/clip.ts'
import type { LiveModel } from '../live-model.ts'
import type { Pipeline } from '../pipeline.ts'
import type { MethodHandler } from '../ports.ts'
import { method, SourceName } from './method.ts'

/** IoT Hub's limit for a direct method's payload. @unit bytes */
const MAX_PAYLOAD_BYTES = 128 * 1024

const Payload = z.union([
  z.strictObject({ source: SourceName }),
  z.strictObject({ wav: z.base64().min(1).max(MAX_PAYLOAD_BYTES) }),
])

/** `infer`: what a live source sounds like now, or a clip that is sent along. */
export function inferMethod(
  pipeline: Pipeline,
  liveModel: LiveModel,
  decode: (bytes: Uint8Array) => Clip,
): MethodHandler {
  return method({
    payload: Payload,
    handle: async (payload) =>
      'source' in payload
        ? pipeline.scoreNow(payload.source)
        : liveModel.scorer.scoreClip(decode(Buffer.from(payload.wav, 'base64'))),
  })
}
