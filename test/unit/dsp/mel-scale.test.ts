import { describe, expect, it } from 'vitest'
import { hzToMel, melToHz } from '../../../src/dsp/mel-scale.ts'

describe('the Slaney mel scale', () => {
  // librosa's documentation of hz_to_mel and mel_to_hz.
  it.each([
    [0, 0],
    [60, 0.9],
    [110, 1.65],
    [440, 6.6],
    [1000, 15],
    [6400, 42],
  ])('puts %d Hz at %d mel', (hz, mel) => {
    expect(hzToMel(hz)).toBeCloseTo(mel, 12)
    expect(melToHz(mel)).toBeCloseTo(hz, 9)
  })

  it('grows by a factor of 6.4 in 27 mel above 1 kHz', () => {
    expect(melToHz(hzToMel(2000) + 27) / 2000).toBeCloseTo(6.4, 12)
  })
})
