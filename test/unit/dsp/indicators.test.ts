import { describe, expect, it } from 'vitest'
import { measureIndicators } from '../../../src/dsp/indicators.ts'
import { noise, tone } from '../../signals.ts'

const RATE_HZ = 16_000
const BIN_HZ = RATE_HZ / 2048

function square(n: number, hz: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => (((i * hz) / RATE_HZ) % 1 < 0.5 ? 1 : -1))
}

describe('measureIndicators', () => {
  it('finds in a full-scale tone -3.01 dBFS, crest √2, its frequency and two crossings a period', () => {
    const found = measureIndicators(tone(10 * RATE_HZ, { hz: 1000, sampleRateHz: RATE_HZ }), RATE_HZ)
    expect(found.rmsDbfs).toBeCloseTo(-3.0103, 3)
    expect(found.crestFactor).toBeCloseTo(Math.SQRT2, 3)
    expect(Math.abs(found.spectralCentroidHz - 1000)).toBeLessThan(1)
    // The taper spreads a tone over three bins.
    expect(Math.abs(found.spectralRolloffHz - 1000)).toBeLessThan(3 * BIN_HZ)
    expect(found.spectralFlatness).toBeLessThan(0.001)
    expect(Math.abs(found.zeroCrossingsPerSecond - 2000)).toBeLessThan(RATE_HZ / 2048)
  })

  it.each([8_000, 16_000, 48_000])('tells frequencies in Hz at %d Hz, whatever rate came before', (sampleRateHz) => {
    measureIndicators(noise(4096, 1), 22_050)
    const found = measureIndicators(tone(sampleRateHz, { hz: 1000, sampleRateHz }), sampleRateHz)
    expect(Math.abs(found.spectralCentroidHz - 1000)).toBeLessThan(sampleRateHz / 2048)
    expect(Math.abs(found.spectralRolloffHz - 1000)).toBeLessThan((3 * sampleRateHz) / 2048)
  })

  it('finds in a full-scale square wave 0 dBFS and crest 1', () => {
    const found = measureIndicators(square(2 * RATE_HZ, 250), RATE_HZ)
    expect(found.rmsDbfs).toBeCloseTo(0, 9)
    expect(found.crestFactor).toBeCloseTo(1, 9)
    expect(Math.abs(found.zeroCrossingsPerSecond - 500)).toBeLessThan(RATE_HZ / 2048)
  })

  it('finds white noise flat: centred at half, rolled off near the whole of Nyquist', () => {
    // Uniform in ±1: RMS 1/√3 = -4.77 dBFS, crest √3, half of the pairs change sign.
    const found = measureIndicators(noise(10 * RATE_HZ, 2), RATE_HZ)
    expect(found.rmsDbfs).toBeCloseTo(-4.771, 1)
    expect(found.crestFactor).toBeCloseTo(Math.sqrt(3), 1)
    expect(Math.abs(found.spectralCentroidHz - 4_000)).toBeLessThan(150)
    expect(Math.abs(found.spectralRolloffHz - 7_920)).toBeLessThan(60)
    // Magnitudes of noise are Rayleigh distributed: their geometric over arithmetic mean is e^(-γ/2) / √(π/4) = 0.8455.
    expect(found.spectralFlatness).toBeCloseTo(0.8455, 2)
    expect(Math.abs(found.zeroCrossingsPerSecond - 8_000)).toBeLessThan(300)
  })

  it('measures level and crest on all samples, also between the frames', () => {
    const y = new Float32Array(10 * RATE_HZ)
    y[7_000] = -1
    const found = measureIndicators(y, RATE_HZ)
    expect(found.rmsDbfs).toBeCloseTo(-10 * Math.log10(y.length), 6)
    expect(found.crestFactor).toBeCloseTo(Math.sqrt(y.length), 3)
  })

  it('leaves frames of silence out of the medians', () => {
    const y = new Float32Array(10 * RATE_HZ)
    y.set(tone(2048, { hz: 1000, sampleRateHz: RATE_HZ }))
    expect(Math.abs(measureIndicators(y, RATE_HZ).spectralCentroidHz - 1000)).toBeLessThan(BIN_HZ)
  })

  it.each([0, 1, 5_000])('answers %d samples of silence with -120 dBFS and zeros', (n) => {
    expect(measureIndicators(new Float32Array(n), RATE_HZ)).toEqual({
      rmsDbfs: -120,
      spectralCentroidHz: 0,
      spectralFlatness: 0,
      spectralRolloffHz: 0,
      crestFactor: 0,
      zeroCrossingsPerSecond: 0,
    })
  })

  it('takes a stretch shorter than a frame', () => {
    const found = measureIndicators(tone(500, { hz: 2000, sampleRateHz: RATE_HZ }), RATE_HZ)
    expect(Math.abs(found.spectralCentroidHz - 2000)).toBeLessThan(400)
    expect(Math.abs(found.zeroCrossingsPerSecond - 4000)).toBeLessThan(100)
  })

  it('averages the middle two of an even number of frames', () => {
    const half = (hz: number): Float32Array => tone(2048, { hz, sampleRateHz: RATE_HZ })
    const found = measureIndicators(Float32Array.from([...half(1000), ...half(3000)]), RATE_HZ)
    expect(Math.abs(found.spectralCentroidHz - 2000)).toBeLessThan(BIN_HZ)
  })
})
