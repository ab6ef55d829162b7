import type { Clip } from '../../../audio/clip.ts'
import { resample } from '../../../audio/resample.ts'
import { encodeWav } from '../../../audio/wav-writer.ts'

/** @unit Hz */
const MAX_RATE_HZ = 16_000
const PLAYED_SECONDS = 5
const PEAK = 0.7

/** A player for the beginning of a clip: at most 160 kB of sound, brought to one peak so that it can be heard. */
export function clipPlayer({ y, sampleRateHz }: Clip): string {
  const start = y.subarray(0, PLAYED_SECONDS * sampleRateHz)
  const toHz = Math.min(MAX_RATE_HZ, sampleRateHz)
  const sound = resample(start, { fromHz: sampleRateHz, toHz, resampler: 'kaiser_fast' })
  const peak = sound.reduce((largest, sample) => Math.max(largest, Math.abs(sample)), 0)
  const gain = peak === 0 ? 1 : PEAK / peak
  const wav = encodeWav(
    sound.map((sample) => gain * sample),
    toHz,
    { bitDepth: 16 },
  )
  const gainDb = 20 * Math.log10(gain)
  return (
    `<audio controls preload="none" src="data:audio/wav;base64,${Buffer.from(wav).toString('base64')}"></audio>` +
    `<p class="muted">Plays ${Math.min(PLAYED_SECONDS, y.length / sampleRateHz).toFixed(1)} s, ` +
    `${Math.abs(gainDb).toFixed(0)} dB ${gainDb < 0 ? 'softer' : 'louder'} than recorded.</p>`
  )
}
