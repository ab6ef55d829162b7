import { useEffect, useRef } from 'preact/hooks'
import type { EvidenceClip, MelColumns } from '../../adapters/http/api.ts'
import { clockTime, megabytes } from '../format.ts'
import { useAnswer } from '../server/answer.ts'
import { Problem } from '../server/problem.tsx'
import { ColourScale } from '../sound/colour-scale.tsx'
import { INSET, paintSpectrogram } from '../sound/paint.ts'
import { SoundTrack } from '../sound/sound-track.ts'

/** The recording of an alarm: seen as a spectrogram, heard, and taken away as a WAV file. */
export function ClipPlayer({ clip }: { readonly clip: EvidenceClip }) {
  const { id, startMs, endMs, raisedMs, window, isComplete, durationSeconds, bytes } = clip
  const address = `/api/evidence/${encodeURIComponent(id)}`
  const { value, problem } = useAnswer<MelColumns>(`${address}/spectrogram`, endMs)
  const canvas = useRef<HTMLCanvasElement>(null)
  const cursor = useRef<HTMLDivElement>(null)
  const audio = useRef<HTMLAudioElement>(null)
  const track = useRef(new SoundTrack())
  const span = endMs - startMs

  useEffect(() => {
    const heard = new SoundTrack()
    if (value) heard.add(value)
    track.current = heard
    const place = canvas.current
    if (!place) return
    const paint = () =>
      paintSpectrogram(place, { track: heard, view: { fromMs: startMs, toMs: endMs }, gaps: [], timeLabel: clockTime })
    const resize = new ResizeObserver(paint)
    resize.observe(place)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', paint)
    return () => {
      dark.removeEventListener('change', paint)
      resize.disconnect()
    }
  }, [value, startMs, endMs])

  useEffect(() => {
    let frame = 0
    const move = () => {
      if (cursor.current && audio.current)
        cursor.current.style.left = placeOf((audio.current.currentTime * 1_000) / span)
      frame = requestAnimationFrame(move)
    }
    move()
    return () => cancelAnimationFrame(frame)
  }, [span])

  const seek = ({ offsetX, currentTarget }: MouseEvent & { currentTarget: HTMLElement }) => {
    const width = currentTarget.clientWidth - INSET.left - INSET.right
    const share = Math.min(1, Math.max(0, (offsetX - INSET.left) / width))
    if (audio.current) audio.current.currentTime = (share * span) / 1_000
  }

  return (
    <section class="panel" aria-labelledby="recording-title">
      <div class="chart-head">
        <h2 id="recording-title">Recording</h2>
        <ColourScale track={track} />
      </div>
      {/* The controls below do the same with the keyboard. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the player's own slider is the way without a mouse */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
      <div class="clip" onClick={seek}>
        <canvas
          ref={canvas}
          class="spectrogram tall"
          role="img"
          aria-label={`Mel spectrogram of the recording, frequency in Hz over time, ${durationSeconds.toFixed(1)} s; the alarm was raised at ${clockTime(raisedMs)}`}
        />
        <Span name="window" fromMs={window.startMs} toMs={window.endMs} clip={clip} />
        <Mark name="alarm" atMs={raisedMs} clip={clip} />
        <div ref={cursor} class="cursor" aria-hidden="true" />
      </div>
      {/* biome-ignore lint/a11y/useMediaCaption: the sound of a machine has no words */}
      <audio ref={audio} controls preload="metadata" src={`${address}/audio.wav`} aria-label="Recording of the alarm" />
      <p class="buttons">
        <a class="button" href={`${address}/audio.wav`} download={`${id}.wav`}>
          Download WAV ({megabytes(bytes)})
        </a>
        <span class="note">
          {durationSeconds.toFixed(1)} s, {clockTime(startMs)} to {clockTime(endMs)}
          {isComplete ? '' : '; still being recorded'}
        </span>
      </p>
      <Problem text={problem} />
    </section>
  )
}

/** A share of the clip as a place on the picture, whose axes take room. */
const placeOf = (share: number): string =>
  `calc(${INSET.left}px + (100% - ${INSET.left + INSET.right}px) * ${Math.min(1, Math.max(0, share))})`

interface MarkProps {
  readonly name: string
  readonly atMs: number
  readonly clip: EvidenceClip
}

function Mark({ name, atMs, clip: { startMs, endMs } }: MarkProps) {
  const share = (atMs - startMs) / (endMs - startMs)
  if (!(share >= 0 && share <= 1)) return null
  return (
    <div class="mark-line" style={{ left: placeOf(share) }} aria-hidden="true">
      <span>▲ {name}</span>
    </div>
  )
}

interface SpanProps {
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  readonly clip: EvidenceClip
}

function Span({ name, fromMs, toMs, clip: { startMs, endMs } }: SpanProps) {
  const [from, to] = [fromMs, toMs].map((ms) => Math.min(1, Math.max(0, (ms - startMs) / (endMs - startMs))))
  if (from === undefined || to === undefined || to <= from) return null
  return (
    <div
      class="mark-span"
      style={{ left: placeOf(from), right: `calc(100% - (${placeOf(to).slice(5, -1)}))` }}
      aria-hidden="true"
    >
      {name}
    </div>
  )
}
