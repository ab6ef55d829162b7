import { expect, it } from 'vitest'
import { melCentresHz } from '../../../src/dsp/mel-centres.ts'
import { MelFilterBank } from '../../../src/dsp/mel-filter-bank.ts'

it('gives the middles of three bands that are evenly spaced below 1 kHz', () => {
  expect(melCentresHz({ nMels: 3, fMinHz: 0, fMaxHz: 800 })).toEqual([200, 400, 600].map((hz) => expect.closeTo(hz, 9)))
})

it('gives the frequency at which each band of the filter bank weighs most', () => {
  const params = { sampleRateHz: 16_000, nFft: 16_384, nMels: 40, fMinHz: 50, fMaxHz: 7_600 }
  const bank = new MelFilterBank(params)
  const binHz = params.sampleRateHz / params.nFft
  melCentresHz(params).forEach((hz, band) => {
    const { firstBin, weights } = bank.band(band)
    const peakHz = (firstBin + weights.indexOf(Math.max(...weights))) * binHz
    expect(Math.abs(peakHz - hz)).toBeLessThanOrEqual(binHz)
  })
})
