import type { Chunk } from '../audio/chunk.ts'
import { type OpenInputStream, SourceStream } from '../audio/source-stream.ts'
import type { Window } from '../audio/window.ts'
import type { WindowSpecs } from './window-scorer.ts'

/** Cuts one source's chunks into windows. */
export interface AudioStream {
  /** @throws an error of ours when the chunk cannot be used; the stream is then as if it had not come. */
  push(chunk: Chunk): {
    readonly windows: readonly Window[]
    readonly irregularities: readonly { readonly kind: string }[]
  }
  /** Windows that only wait for the last bit of sound; asked for when a source pauses. */
  settle(): readonly Window[]
  /** The last `windowLength` samples that were heard without a break; undefined while there are fewer. */
  latest(): Window | undefined
  /** Prepare windows for another scorer, with the same specs, from the next one on. */
  prepareFor(openInputs: OpenInputStream | undefined): void
}

export type OpenStream = (source: string, specs: WindowSpecs, openInputs?: OpenInputStream) => AudioStream

export const openSourceStream: OpenStream = (...given) => new SourceStream(...given)
