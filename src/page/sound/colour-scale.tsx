import type { RefObject } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { minus } from '../format.ts'
import type { SoundTrack } from './sound-track.ts'

/** What the colours of a spectrogram stand for. */
export function ColourScale({ track }: { readonly track: RefObject<SoundTrack> }) {
  const [[floor, ceiling], setRange] = useState<readonly [number, number]>([0, 0])
  useEffect(() => {
    const look = setInterval(() => {
      const range = track.current?.rangeDb
      if (range) setRange((known) => (known[0] === range[0] && known[1] === range[1] ? known : range))
    }, 500)
    return () => clearInterval(look)
  }, [track])
  if (floor === ceiling) return null
  return (
    <span class="scale">
      {minus(floor.toFixed(0))} <span class="scale-bar" aria-hidden="true" /> {minus(ceiling.toFixed(0))} dB
    </span>
  )
}
