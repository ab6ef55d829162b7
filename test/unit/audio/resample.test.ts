import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ResampleParams, resample, StreamResampler } from '../../../src/audio/resample.ts'
import { ParameterError } from '../../../src/errors.ts'
import { noise, tone } from '../../signals.ts'

/** A motor as 16-bit samples: the recipe of the reference case motor_44k1_10s. */
function motor(n: number, sampleRateHz: number): Float32Array {
  return noise(n, 1).map((hiss, i) => {
    const turn = (hz: number): number => (2 * Math.PI * hz * i) / sampleRateHz
    const hum = 0.3 * Math.sin(turn(49.7)) + 0.15 * Math.sin(turn(149.1) + 0.3)
    const whine = 0.1 * Math.sin(turn(1200)) * (1 + 0.5 * Math.sin(turn(8.3)))
    return Math.floor(32_768 * (hum + whine + 0.05 * hiss)) / 32_768
  })
}

function inPieces(y: Float32Array, lengths: readonly number[], params: ResampleParams): number[] {
  const stream = new StreamResampler(params)
  const out: number[] = []
  let at = 0
  for (const length of lengths) {
    out.push(...stream.push(y.subarray(at, at + length)))
    at += length
  }
  out.push(...stream.push(y.subarray(at)), ...stream.flush())
  return out
}

const down = { fromHz: 44_100, toHz: 22_050, resampler: 'kaiser_fast' } as const

describe('resample', () => {
  it('gives the first samples that librosa.load gives', () => {
    // librosa 0.11.0, resampy 0.4.2, res_type='kaiser_fast', sr=22050.
    const reference = [
      0.023432794958353043, 0.08723332732915878, 0.11512936651706696, 0.1626148223876953, 0.17267285287380219,
      0.1792784482240677, 0.20091155171394348, 0.19928868114948273,
    ]
    const y = resample(motor(2000, 44_100), down)
    reference.forEach((value, i) => {
      expect(Math.abs((y[i] ?? Number.NaN) - value)).toBeLessThan(5e-7)
    })
  })

  it.each([
    [44_100, 22_050, 441, 221],
    [16_000, 22_050, 16_000, 22_050],
    [16_000, 22_050, 16_001, 22_052],
    [48_000, 22_050, 288_000, 132_300],
    [44_056, 22_050, 44_056, 22_050],
    [8_000, 22_050, 0, 0],
    [8_000, 22_050, 1, 3],
  ])('turns samples at %d Hz into ceil(n * to / from) at %d Hz: %d into %d', (fromHz, toHz, n, length) => {
    for (const resampler of ['kaiser_fast', 'kaiser_fast@0.2'] as const) {
      expect(resample(new Float32Array(n), { fromHz, toHz, resampler })).toHaveLength(length)
    }
  })

  it('leaves 0 in a last place that is only partly covered', () => {
    expect(resample(new Float32Array(441).fill(1), down).at(-1)).toBe(0)
    expect(resample(new Float32Array(440).fill(1), down).at(-1)).not.toBe(0)
  })

  it.each(['kaiser_fast', 'kaiser_fast@0.2'] as const)(
    '%s keeps what is audible and drops what would alias',
    (resampler) => {
      const level = (hz: number): number => {
        const y = resample(tone(8_820, { hz, sampleRateHz: 44_100 }), { ...down, resampler })
        return Math.sqrt(y.subarray(1000, 3205).reduce((sum, sample) => sum + sample * sample, 0) / 2205)
      }
      expect(level(1000)).toBeCloseTo(Math.SQRT1_2, 3)
      expect(level(14_000)).toBeLessThan(1e-4)
    },
  )

  it.each([
    [16_000, 22_050],
    [44_056, 22_050],
    [44_100, 22_050],
  ])('puts a tone where it belongs in time, from %d to %d Hz', (fromHz, toHz) => {
    const y = resample(tone(fromHz, { hz: 300, sampleRateHz: fromHz }), { fromHz, toHz, resampler: 'kaiser_fast' })
    const expected = tone(toHz, { hz: 300, sampleRateHz: toHz })
    for (let i = 1000; i < toHz - 1000; i += 101) expect(Math.abs((y[i] ?? 9) - (expected[i] ?? 9))).toBeLessThan(2e-3)
  })

  it('passes equal rates through as a copy, whatever the resampler', () => {
    const y = noise(100, 1)
    for (const resampler of ['none', 'kaiser_fast'] as const) {
      const same = resample(y, { fromHz: 22_050, toHz: 22_050, resampler })
      expect(same).toEqual(y)
      expect(same).not.toBe(y)
    }
  })

  it('says which rate is needed when it may not resample', () => {
    expect(() => resample(noise(9, 1), { fromHz: 8_000, toHz: 16_000, resampler: 'none' })).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_RATE', message: expect.stringContaining('send 16000 Hz') }),
    )
  })

  it.each([
    [1, 22_050],
    [5_700_000, 22_050],
  ])('refuses rates too far apart: %d and %d Hz', (fromHz, toHz) => {
    expect(() => resample(noise(9, 1), { fromHz, toHz, resampler: 'kaiser_fast' })).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_RATE' }),
    )
  })

  it.each([0, -8_000, 22_050.5, Number.NaN])('refuses a rate of %d Hz', (fromHz) => {
    expect(() => resample(noise(9, 1), { ...down, fromHz })).toThrow(ParameterError)
  })
})

describe('StreamResampler', () => {
  const usualRates = fc.constantFrom(8_000, 11_025, 16_000, 22_050, 32_000, 44_056, 44_100, 48_000, 96_000)
  const anyRates = fc.integer({ min: 4_000, max: 192_000 })

  it('gives bit for bit the samples of the whole clip, however the clip is cut', () => {
    fc.assert(
      fc.property(
        fc.oneof(usualRates, anyRates),
        fc.constantFrom(16_000, 22_050),
        fc.constantFrom('kaiser_fast' as const, 'kaiser_fast@0.2' as const),
        fc.integer({ min: 0, max: 3000 }),
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1200 })), { maxLength: 12 }),
        (fromHz, toHz, resampler, n, lengths) => {
          const y = noise(n, fromHz)
          const params = { fromHz, toHz, resampler }
          const whole = resample(y, params)
          expect(whole).toHaveLength(Math.ceil((n * toHz) / fromHz))
          expect(inPieces(y, lengths, params)).toEqual(Array.from(whole))
        },
      ),
      { seed: 2, numRuns: 150 },
    )
  })

  it('answers as soon as the filter has what it needs', () => {
    const stream = new StreamResampler(down)
    const answered = [100, 100, 100].map((n) => stream.push(new Float32Array(n)).length)
    // An output at input 2t needs the inputs up to 2t + 48: of 100 samples, those up to t = 25.
    expect(answered).toEqual([26, 50, 50])
  })

  it('shows what flush would return, and goes on as if it had not', () => {
    const y = noise(1_000, 3)
    const stream = new StreamResampler(down)
    const other = new StreamResampler(down)
    const first = stream.push(y)
    expect([...first, ...stream.peek()]).toEqual([...resample(y, down)])
    other.push(y)
    expect([...stream.push(y), ...stream.flush()]).toEqual([...other.push(y), ...other.flush()])
  })

  it('begins anew after flush', () => {
    const stream = new StreamResampler(down)
    const once = (): number[] => [...stream.push(noise(500, 3)), ...stream.flush()]
    expect(once()).toEqual(once())
  })

  it('passes equal rates through at once', () => {
    const stream = new StreamResampler({ fromHz: 16_000, toHz: 16_000, resampler: 'none' })
    expect(stream.push(Float32Array.of(1, 2))).toEqual(Float32Array.of(1, 2))
    expect(stream.flush()).toHaveLength(0)
  })
})
