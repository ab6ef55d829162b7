import { type Areas, areasOf } from './roc.ts'
import type { SoundMeasures } from './sound-measures.ts'

/** How well one plain number separates normal from abnormal, taken in whichever direction separates better. */
export interface Floor extends Areas {
  /** Whether the abnormal recordings have the larger or the smaller values. */
  readonly direction: 'larger' | 'smaller'
}

/** What a detector has to be better than before it can be said to hear anything; null without both kinds. */
export interface Floors {
  /** Level of the recording alone. */
  readonly loudness: Floor | null
  /** Tilt of its spectrum alone. */
  readonly tilt: Floor | null
}

export function measureFloors(clips: readonly (SoundMeasures & { readonly isAbnormal: boolean })[]): Floors {
  return {
    loudness: floorOf(clips, ({ levelDbfs }) => levelDbfs),
    tilt: floorOf(clips, ({ tiltDbPerOctave }) => tiltDbPerOctave),
  }
}

function floorOf<T extends { readonly isAbnormal: boolean }>(
  clips: readonly T[],
  measure: (clip: T) => number,
): Floor | null {
  const areas = (sign: number): Areas | null =>
    areasOf(clips.map((clip) => ({ score: sign * measure(clip), isAbnormal: clip.isAbnormal })))
  const larger = areas(1)
  const smaller = areas(-1)
  if (larger === null || smaller === null) return null
  return larger.auc >= smaller.auc ? { ...larger, direction: 'larger' } : { ...smaller, direction: 'smaller' }
}
