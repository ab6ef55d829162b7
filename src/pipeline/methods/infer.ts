import { z } from 'zod'
import type { Clip } from '../../audio/clip.ts'
import type { LiveModel } from '../live-model.ts'
import type { Pipeline } from '../pipeline.ts'
import type { MethodHandler } from '../ports.ts'
import { method, SourceName } from './method.ts'

/** As much as IoT Hub's direct methods carry. @unit bytes */
const MAX_CLIP_BYTES = 128 * 1024
const MAX_BASE64_LENGTH = 4 * Math.ceil(MAX_CLIP_BYTES / 3)

const Payload = z
  .strictObject({
    source: SourceName.optional(),
    wav: z
      .base64('must be base64, without line breaks')
      .min(1, 'must not be empty')
      .max(MAX_BASE64_LENGTH, `must hold at most ${MAX_CLIP_BYTES} bytes: send fewer seconds, a lower rate or ADPCM`)
      .optional(),
  })
  .refine(({ source, wav }) => (source === undefined) !== (wav === undefined), 'give either source or wav')

/** `infer`: what a live source sounds like now, or a clip that is sent along. */
export function inferMethod(
  pipeline: Pipeline,
  liveModel: LiveModel,
  decode: (bytes: Uint8Array) => Clip,
): MethodHandler {
  return method({
    payload: Payload,
    handle: async ({ source, wav = '' }) =>
      source === undefined ? liveModel.scoreClip(decode(Buffer.from(wav, 'base64'))) : pipeline.scoreNow(source),
  })
}
