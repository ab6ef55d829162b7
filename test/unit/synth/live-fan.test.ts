import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { LiveFan } from '../../../src/synth/live-fan.ts'
import { bandPower, powerSpectrum } from './spectrum.ts'

const sampleRateHz = 16_000
const start = (seed = 1): LiveFan => new LiveFan({ machineSeed: 5, seed, sampleRateHz, snrDb: 20 })

function readAll(fan: LiveFan, lengths: readonly number[]): Float32Array {
  return Float32Array.from(lengths.flatMap((length) => [...fan.read(length)]))
}

describe('LiveFan', () => {
  it('is the same sound however it is cut into reads', () => {
    expect(readAll(start(), [1, 255, 700, 3_000, 44])).toEqual(readAll(start(), [2_000, 2_000]))
  })

  it('is another sound with another seed', () => {
    expect(start(2).read(100)).not.toEqual(start().read(100))
  })

  it('plays the healthy fan at the asked level', () => {
    const fan = new LiveFan({ machineSeed: 5, seed: 1, sampleRateHz, snrDb: 20, levelDbfs: -30 })
    expect(Math.abs(20 * Math.log10(rms(fan.read(4 * sampleRateHz))) + 30)).toBeLessThan(2)
  })

  it('takes on a fault within two seconds and loses it again', () => {
    const fan = start()
    const lowShare = (): number => {
      const spectrum = powerSpectrum(fan.read(4 * sampleRateHz), 4_096)
      return (
        bandPower(spectrum, { fromHz: 40, toHz: 280, sampleRateHz }) /
        bandPower(spectrum, { fromHz: 1_000, toHz: 7_000, sampleRateHz })
      )
    }
    const healthy = lowShare()
    fan.fault = 'clogged'
    fan.read(2 * sampleRateHz)
    expect(lowShare()).toBeGreaterThan(1.5 * healthy)
    fan.fault = 'ok'
    fan.read(2 * sampleRateHz)
    expect(Math.abs(Math.log(lowShare() / healthy))).toBeLessThan(Math.log(1.3))
  })

  it('switches without a click', () => {
    const fan = start()
    const largestStep = (): number => {
      const y = fan.read(2 * sampleRateHz)
      return y.reduce((largest, sample, i) => Math.max(largest, Math.abs(sample - (y[i - 1] ?? sample))), 0)
    }
    const healthy = largestStep()
    for (const fault of ['voltage', 'ok', 'imbalanced', 'ok'] as const) {
      fan.fault = fault
      expect(largestStep()).toBeLessThan(2 * healthy)
    }
  })

  it('draws every occurrence of a fault anew', () => {
    const fan = start()
    const occurrence = (): Float32Array => {
      fan.fault = 'imbalanced'
      const y = fan.read(sampleRateHz)
      fan.fault = 'ok'
      fan.read(2 * sampleRateHz)
      return y
    }
    expect(occurrence()).not.toEqual(occurrence())
  })

  it('refuses what it cannot read or render', () => {
    expect(() => start().read(-1)).toThrow(ParameterError)
    expect(() => start().read(0.5)).toThrow(ParameterError)
    expect(() => new LiveFan({ machineSeed: 1, seed: 1, sampleRateHz: 1, snrDb: 0 })).toThrow(ParameterError)
    expect(() => new LiveFan({ machineSeed: 1, seed: 1, sampleRateHz, snrDb: 0, severity: 2 })).toThrow(ParameterError)
  })
})
