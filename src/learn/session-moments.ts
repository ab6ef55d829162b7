import type { NormalSound, NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import { Moments } from './moments.ts'

/** What is summed over the windows of one session. */
export interface SessionMoments {
  /** Of stacks of log-mel frames. */
  readonly spectrum: Moments
  /** Of envelope modulation, one observation a window. */
  readonly modulation: Moments
  /** Of what is low, where the detector looks at it. */
  readonly low?: LowMoments
}

export interface LowMoments {
  /** Of lines of hum, one observation a window. */
  readonly hum: Moments
  /** Sum of the windows' {@link LowSound.powers}. */
  readonly powers: Float64Array
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
  const low = extractor.low && {
    hum: new Moments(extractor.low.hum.size),
    powers: new Float64Array(extractor.low.nBands),
  }
  for (const sound of sounds) {
    modulation.add(sound.modulation)
    if (low && sound.low) {
      low.hum.add(sound.low.hum)
      addTo(low.powers, sound.low.powers)
    }
    const stacks = extractor.stackCount(sound)
    let i = 0
    for (; i + everyStacks < stacks; i += 2 * everyStacks) {
      even.set(extractor.stack(sound, i))
      odd.set(extractor.stack(sound, i + everyStacks))
      spectrum.addPair(even, odd)
    }
    if (i < stacks) spectrum.add(extractor.stack(sound, i))
  }
  return { spectrum, modulation, ...(low && { low }) }
}

/** Sums over all windows of the parts. */
export function mergeMoments(parts: readonly SessionMoments[], extractor: NormalSoundExtractor): SessionMoments {
  const whole = sumSounds([], extractor)
  for (const { spectrum, modulation, low } of parts) {
    whole.spectrum.merge(spectrum)
    whole.modulation.merge(modulation)
    if (!whole.low || !low) continue
    whole.low.hum.merge(low.hum)
    addTo(whole.low.powers, low.powers)
  }
  return whole
}

function addTo(sum: Float64Array, values: ArrayLike<number>): void {
  for (let i = 0; i < sum.length; i += 1) sum[i] = (sum[i] as number) + (values[i] as number)
}
