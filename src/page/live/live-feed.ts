import type { StreamFrame } from '../../adapters/http/api.ts'

export type ConnectionState = 'connecting' | 'live' | 'lost'

export interface FeedListener {
  /** @param isWhole - Whether the frame holds all sources, not only changed ones. */
  frame(frame: StreamFrame, isWhole: boolean): void
  state(state: ConnectionState): void
}

/** The server speaks at least every 5 s; after this long it is gone, whatever the socket thinks. @unit ms */
const SILENCE_MS = 12_000
/** @unit ms */
const RETRY_MS = 2_000

/** Follow the server's events, for ever: when the connection is lost, say so and try again. */
export function followLive(listener: FeedListener): void {
  const stream = new EventSource('/api/stream')
  let watchdog = 0

  const give = (state: ConnectionState): void => {
    listener.state(state)
    if (state !== 'lost') return
    clearTimeout(watchdog)
    stream.close()
    setTimeout(() => followLive(listener), RETRY_MS)
  }
  const heard = (): void => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => give('lost'), SILENCE_MS)
  }
  const take = (isWhole: boolean) => (event: MessageEvent<string>) => {
    heard()
    if (isWhole) listener.state('live')
    listener.frame(JSON.parse(event.data) as StreamFrame, isWhole)
  }
  stream.addEventListener('snapshot', take(true))
  stream.addEventListener('update', take(false))
  stream.addEventListener('beat', take(false))
  stream.addEventListener('error', () => give('lost'))
  heard()
}
