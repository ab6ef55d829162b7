import type { MelParams } from './mel-filter-bank.ts'
import { hzToMel, melToHz } from './mel-scale.ts'

/**
 * Where the mel bands of a filter bank lie: the peak of each triangle, the lowest band first.
 *
 * @returns Shape `[nMels]`. @unit Hz
 */
export function melCentresHz({ nMels, fMinHz, fMaxHz }: Pick<MelParams, 'nMels' | 'fMinHz' | 'fMaxHz'>): number[] {
  const lowest = hzToMel(fMinHz)
  const step = (hzToMel(fMaxHz) - lowest) / (nMels + 1)
  return Array.from({ length: nMels }, (_, band) => melToHz(lowest + (band + 1) * step))
}
