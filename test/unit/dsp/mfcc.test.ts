import { describe, expect, it } from 'vitest'
import { Cepstrum } from '../../../src/dsp/cepstrum.ts'
import { LogMelColumns } from '../../../src/dsp/log-mel.ts'
import { MfccExtractor, type MfccParams, mfcc } from '../../../src/dsp/mfcc.ts'
import { AudioError, ParameterError } from '../../../src/errors.ts'
import { noise, tone } from '../../signals.ts'

const params: MfccParams = {
  sampleRateHz: 16_000,
  nFft: 512,
  hopLength: 160,
  padMode: 'constant',
  nMels: 40,
  nMfcc: 13,
  fMinHz: 0,
  fMaxHz: 8_000,
  topDb: 80,
}

describe('mfcc', () => {
  it('gives nMfcc rows of 1 + floor(n / hopLength) frames', () => {
    const { data, nFrames } = mfcc(noise(16_000, 1), params)
    expect(nFrames).toBe(101)
    expect(data).toHaveLength(13 * 101)
  })

  it('says of silence -100 dB in every band: only the first coefficient is not 0', () => {
    const { data, nFrames } = mfcc(new Float32Array(1600), params)
    for (const value of data.subarray(0, nFrames)) expect(value).toBeCloseTo(-100 * Math.sqrt(40), 3)
    for (const value of data.subarray(nFrames)) expect(value).toBeCloseTo(0, 9)
  })

  it('hears nothing further below the loudest moment of the clip than topDb', () => {
    const y = tone(8_000, { hz: 1000, sampleRateHz: 16_000 })
    // A pause keeps the faint part out of the frames that hold the end of the tone.
    const pause = new Float32Array(512)
    const withFaint = Float32Array.from([...y, ...pause, ...noise(8_000, 1).map((sample) => sample * 3e-5)])
    const withSilence = Float32Array.from([...y, ...pause, ...new Float32Array(8_000)])
    expect(mfcc(withFaint, params)).toEqual(mfcc(withSilence, params))
    expect(mfcc(withFaint, { ...params, topDb: 120 })).not.toEqual(mfcc(withSilence, { ...params, topDb: 120 }))
  })

  it('may be put together from columns kept while a window slides, bit for bit', () => {
    const stream = noise(4_000, 7)
    const columns = new LogMelColumns(params)
    const cepstrum = new Cepstrum(params)
    const window = stream.subarray(160 * 5, 160 * 5 + 1600)
    const { data, nFrames } = mfcc(window, params)

    const logMel = new Float64Array(nFrames * params.nMels)
    const maxima = Array.from({ length: nFrames }, (_, t) => {
      const start = columns.grid.start(t)
      return columns.grid.isInside(start, window.length)
        ? columns.write(stream, start + 160 * 5, logMel, t * params.nMels)
        : columns.write(window, start, logMel, t * params.nMels)
    })
    const assembled = new Float32Array(data.length)
    for (let t = 0; t < nFrames; t += 1) {
      cepstrum.write(logMel, t * params.nMels, Math.max(...maxima) - params.topDb, assembled, t, nFrames)
    }
    expect(assembled).toEqual(data)
  })

  it('says the same of a clip whatever it was shown before', () => {
    const extractor = new MfccExtractor(params)
    const first = extractor.extract(noise(3_000, 1))
    extractor.extract(noise(9_000, 2))
    expect(extractor.extract(noise(3_000, 1))).toEqual(first)
  })

  it('refuses a clip that reflection cannot pad', () => {
    expect(() => mfcc(noise(256, 1), { ...params, padMode: 'reflect' })).toThrow(AudioError)
  })

  it.each([{ topDb: 0 }, { topDb: Number.NaN }, { nMfcc: 41 }, { nFft: 500 }, { fMaxHz: 9_000 }])(
    'refuses %o',
    (wrong) => {
      expect(() => new MfccExtractor({ ...params, ...wrong })).toThrow(ParameterError)
    },
  )
})
