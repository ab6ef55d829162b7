import type { Scorer } from '../model/scoring.ts'
import type { WindowScorer } from './window-scorer.ts'

/**
 * A bundle as the pipeline sees it.
 *
 * @param hopFrames - From one window to the next, in STFT frames; 0 or left out: as the bundle says.
 */
export function bundleScorer(scorer: Scorer, hopFrames = 0): WindowScorer {
  const { identity, live } = scorer
  const { audio, window, features, labels, alarm } = scorer.manifest
  const windowLength = Math.round(window.lengthSeconds * audio.sampleRateHz)
  const everyFrames = hopFrames || window.hopFrames
  const specs = {
    sampleRateHz: audio.sampleRateHz,
    resampler: audio.resampler,
    windowLength,
    hopLength: everyFrames * features.hopLength,
  }
  const windows = { identity, labels, alarm, specs, score: (y: Float32Array) => scorer.scoreSamples(y) }
  if (live === undefined) return windows
  const open = live.prepare({ windowLength, hopFrames: everyFrames })
  return { ...windows, live: { open, score: (input) => live.score(input) } }
}
