import type { MelColumns, SoundGap } from '../../adapters/http/api.ts'
import type { SoundTrack } from './sound-track.ts'

/** @unit ms */
const KEPT_MS = 60 * 60_000
/** @unit ms */
const RETRY_MS = 3_000

/**
 * Gather the spectrogram of a source while somebody looks at it.
 *
 * @returns Ends it: the server computes nothing that nobody sees.
 */
export function followSound(source: string, track: SoundTrack): () => void {
  let stream: EventSource
  let retry = 0
  const open = (): void => {
    stream = new EventSource(`/api/sources/${encodeURIComponent(source)}/sound`)
    stream.addEventListener('columns', ({ data }: MessageEvent<string>) => {
      track.add(JSON.parse(data) as MelColumns)
      track.forgetBefore(track.endMs - KEPT_MS)
    })
    stream.addEventListener('gap', ({ data }: MessageEvent<string>) => track.addGap(JSON.parse(data) as SoundGap))
    stream.addEventListener('error', () => {
      stream.close()
      retry = setTimeout(open, RETRY_MS)
    })
  }
  open()
  return () => {
    clearTimeout(retry)
    stream.close()
  }
}
