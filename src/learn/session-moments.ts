import type { NormalSound, NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { Moments } from './moments.ts'

/** What is summed over the windows of one session. */
export interface SessionMoments {
  /** Of stacks of log-mel frames. */
  readonly spectrum: Moments
  /** Of envelope modulation, one observation a window. */
  readonly modulation: Moments
}

/** @param everyStacks - Stacks of frames from one that is taken to the next; 1 takes all. */
export function sumSounds(
  sounds: readonly NormalSound[],
  extractor: NormalSoundExtractor,
  everyStacks = 1,
): SessionMoments {
  const spectrum = new Moments(extractor.stackSize)
  const modulation = new Moments(extractor.modulationSize)
  const even = new Float64Array(extractor.stackSize)
  const odd = new Float64Array(extractor.stackSize)
  for (const sound of sounds) {
    modulation.add(sound.modulation)
    const stacks = extractor.stackCount(sound)
    let i = 0
    for (; i + everyStacks < stacks; i += 2 * everyStacks) {
      even.set(extractor.stack(sound, i))
      odd.set(extractor.stack(sound, i + everyStacks))
      spectrum.addPair(even, odd)
    }
    if (i < stacks) spectrum.add(extractor.stack(sound, i))
  }
  return { spectrum, modulation }
}

/** Sums over all windows of the parts. */
export function mergeMoments(parts: readonly SessionMoments[], extractor: NormalSoundExtractor): SessionMoments {
  const whole = sumSounds([], extractor)
  for (const { spectrum, modulation } of parts) {
    whole.spectrum.merge(spectrum)
    whole.modulation.merge(modulation)
  }
  return whole
}
