import type { OpenForgetful, OpenStream } from '../src/pipeline/audio-stream.ts'
import { remembered } from '../src/pipeline/sound/remembered-stream.ts'
import { SoundMemory } from '../src/pipeline/sound/sound-memory.ts'
import { RecordedLog } from './recorders.ts'

/** Streams that are reminded of what they heard, as those of the module are. */
export function remembering(openStream: OpenForgetful): OpenStream {
  return remembered(openStream, new SoundMemory(1), new RecordedLog())
}
