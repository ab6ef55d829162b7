import { Biquad } from './biquad.ts'
import type { Machine } from './machine.ts'
import { Reverberation } from './reverberation.ts'

/** Something sound passes through, with state. */
export interface SoundPath {
  /** Change the next samples, in place. */
  process(y: Float64Array): void
}

/** The place where the fan stands: its resonances and its reverberation. */
export function createPlace({ place }: Machine, sampleRateHz: number): SoundPath {
  return inSeries([
    ...place.resonances.map((peak) => Biquad.peak(peak, sampleRateHz)),
    new Reverberation(place.seed, place.reverberationSeconds, place.reverberationDb, sampleRateHz),
  ])
}

/** The microphone: an uneven response between its limits. */
export function createMicrophone({ microphone }: Machine, sampleRateHz: number): SoundPath {
  return inSeries([
    Biquad.highPass(microphone.highPassHz, sampleRateHz),
    ...microphone.peaks.map((peak) => Biquad.peak(peak, sampleRateHz)),
    Biquad.lowPass(microphone.lowPassHz, sampleRateHz),
  ])
}

function inSeries(paths: readonly SoundPath[]): SoundPath {
  return {
    process(y) {
      for (const path of paths) path.process(y)
    },
  }
}
