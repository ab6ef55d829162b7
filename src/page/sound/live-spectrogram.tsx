import { useEffect, useRef } from 'preact/hooks'
import type { SoundGap } from '../../adapters/http/api.ts'
import { ColourScale } from './colour-scale.tsx'
import { followSound } from './live-sound.ts'
import { paintSpectrogram } from './paint.ts'
import { SoundTrack, type View } from './sound-track.ts'

/** @unit ms */
const REPAINT_MS = 100
/** For people who asked for less motion. @unit ms */
const CALM_REPAINT_MS = 1_000

export interface LiveSpectrogramProps {
  readonly source: string
  /** The time that is shown at this moment. */
  readonly view: () => View
  readonly gaps: readonly SoundGap[]
}

/** What a source sounds like, scrolling. */
export function LiveSpectrogram({ source, view, gaps }: LiveSpectrogramProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = useRef({ view, gaps })
  shown.current = { view, gaps }
  const track = useRef(new SoundTrack())

  useEffect(() => {
    const heard = new SoundTrack()
    track.current = heard
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches
    const stop = followSound(source, heard)
    const repaint = setInterval(
      () => {
        if (!canvas.current || document.hidden) return
        paintSpectrogram(canvas.current, {
          track: heard,
          view: shown.current.view(),
          gaps: shown.current.gaps,
        })
      },
      isCalm ? CALM_REPAINT_MS : REPAINT_MS,
    )
    return () => {
      clearInterval(repaint)
      stop()
    }
  }, [source])

  return (
    <figure class="chart">
      <figcaption class="chart-head">
        <h3>Spectrogram (Hz, mel scale)</h3>
        <ColourScale track={track} />
      </figcaption>
      <canvas
        ref={canvas}
        class="spectrogram"
        role="img"
        aria-label={`Mel spectrogram of ${source}: frequency in Hz over time, brighter is louder; hatched where no sound came`}
      />
    </figure>
  )
}
