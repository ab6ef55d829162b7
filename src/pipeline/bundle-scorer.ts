import type { Scorer } from '../model/scoring.ts'
import type { WindowScorer } from './window-scorer.ts'

/**
 * A bundle as the pipeline sees it.
 *
 * @param hopFrames - From one window to the next, in STFT frames; 0 or left out: as the bundle says.
 */
export function bundleScorer(scorer: Scorer, hopFrames = 0): WindowScorer {
  const { audio, window, features, labels } = scorer.manifest
  const windowLength = Math.round(window.lengthSeconds * audio.sampleRateHz)
  const everyFrames = hopFrames || window.hopFrames
  return {
    identity: scorer.identity,
    labels,
    specs: {
      sampleRateHz: audio.sampleRateHz,
      resampler: audio.resampler,
      windowLength,
      hopLength: everyFrames * features.hopLength,
    },
    openInputs: scorer.streaming({ windowLength, hopFrames: everyFrames }),
    score: (y, input) => (input === undefined ? scorer.scoreSamples(y) : scorer.scoreInput(input)),
  }
}
