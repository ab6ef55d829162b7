import { describe, expect, it } from 'vitest'
import { ParameterError } from '../../../src/errors.ts'
import { rms } from '../../../src/synth/decibel.ts'
import { drawCondition, FAULT_NAMES, type FaultName } from '../../../src/synth/fault.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { bandPower, peakHz, powerSpectrum } from './spectrum.ts'

const sampleRateHz = 22_050
const machine = drawMachine(5)

const record = (fault: FaultName, seed = 1, seconds = 4): Float32Array =>
  drawRecording(machine, { fault, severity: 0.9, snrDb: 40, seed, seconds, sampleRateHz })

/** How strongly the sound's power beats at a rate, against the rates around it. */
function beating(y: Float32Array, hz: number): number {
  const squares = y.map((sample) => sample ** 2)
  const spectrum = powerSpectrum(squares, 16_384)
  const near = bandPower(spectrum, { fromHz: hz - 2, toHz: hz + 2, sampleRateHz })
  return near / bandPower(spectrum, { fromHz: hz + 6, toHz: hz + 16, sampleRateHz })
}

describe('drawMachine', () => {
  it('builds the same fan from the same seed and another from another', () => {
    expect(drawMachine(5)).toEqual(machine)
    expect(drawMachine(6)).not.toEqual(machine)
  })

  it.each([1, 2, 3, 4, 5])('keeps to the ranges of the description, machine %i', (seed) => {
    const { shaftHz, blades, broadband, place, microphone } = drawMachine(seed)
    expect(shaftHz).toBeGreaterThan(20)
    expect(shaftHz).toBeLessThan(50)
    expect([3, 4, 5, 6, 7, 9, 11]).toContain(blades)
    expect(broadband.slopeDb).toBeGreaterThan(3)
    expect(place.reverberationSeconds).toBeLessThan(0.5)
    expect(microphone.peaks).toHaveLength(5)
  })
})

describe('drawRecording', () => {
  it('gives the same samples for the same seed, and others for another', () => {
    expect(record('clogged')).toEqual(record('clogged'))
    expect(record('clogged', 2)).not.toEqual(record('clogged'))
  })

  it.each(FAULT_NAMES)('is finite, of the asked length, and at a microphone level when %s', (fault) => {
    const y = record(fault)
    expect(y).toHaveLength(4 * sampleRateHz)
    expect(y.every(Number.isFinite)).toBe(true)
    const levelDbfs = 20 * Math.log10(rms(y))
    expect(levelDbfs).toBeGreaterThan(-32.01)
    expect(levelDbfs).toBeLessThan(-15.99)
  })

  it('sounds at the frequency of the passing blades', () => {
    const bladeHz = machine.shaftHz * machine.blades * drawCondition(machine, 'ok', 0, 1).speedRatio
    const peak = peakHz(powerSpectrum(record('ok'), 8_192), {
      fromHz: 0.8 * bladeHz,
      toHz: 1.2 * bladeHz,
      sampleRateHz,
    })
    expect(Math.abs(peak - bladeHz)).toBeLessThan(0.02 * bladeHz)
  })

  it('beats with the shaft when imbalanced', () => {
    const rateHz = machine.shaftHz * drawCondition(machine, 'ok', 0, 1).speedRatio
    expect(beating(record('imbalanced'), rateHz)).toBeGreaterThan(4 * beating(record('ok'), rateHz))
  })

  it('moves to low frequencies when clogged', () => {
    const lowShare = (y: Float32Array): number => {
      const spectrum = powerSpectrum(y, 4_096)
      return (
        bandPower(spectrum, { fromHz: 40, toHz: 280, sampleRateHz }) /
        bandPower(spectrum, { fromHz: 1_000, toHz: 8_000, sampleRateHz })
      )
    }
    expect(lowShare(record('clogged'))).toBeGreaterThan(1.5 * lowShare(record('ok')))
  })

  it('changes speed and odd hum with the voltage', () => {
    const healthy = drawCondition(machine, 'ok', 0.9, 1)
    const faulty = drawCondition(machine, 'voltage', 0.9, 1)
    expect(Math.abs(faulty.speedRatio / healthy.speedRatio - 1)).toBeGreaterThan(0.03)
    const rise = (order: number): number => (faulty.humTones[order - 1] ?? 0) / (healthy.humTones[order - 1] ?? 0)
    expect(rise(1)).toBeGreaterThan(rise(2))
  })

  it('leaves all but the fault as it is in the healthy recording of the same seed', () => {
    const { wander, wanderHz, highShelfDb } = drawCondition(machine, 'imbalanced', 1, 9)
    expect(drawCondition(machine, 'ok', 1, 9)).toMatchObject({ wander, wanderHz, highShelfDb })
  })

  it('mixes in the asked share of background', () => {
    const at = (snrDb: number): Float32Array => {
      const y = drawRecording(machine, { fault: 'ok', snrDb, seed: 3, seconds: 2, sampleRateHz })
      const level = rms(y)
      return y.map((sample) => sample / level)
    }
    // Both have RMS 1: √½·fan + √½·background against fan alone correlate by √½.
    const noisy = at(0)
    const correlation = at(100).reduce((sum, sample, i) => sum + sample * (noisy[i] ?? 0), 0) / noisy.length
    expect(correlation).toBeCloseTo(Math.SQRT1_2, 1)
  })

  it.each([{ seconds: 0 }, { seconds: Number.NaN }, { sampleRateHz: 100 }, { sampleRateHz: 22_050.5 }])(
    'refuses %o',
    (wrong) => {
      expect(() =>
        drawRecording(machine, { fault: 'ok', snrDb: 'clean', seed: 1, seconds: 1, sampleRateHz, ...wrong }),
      ).toThrow(ParameterError)
    },
  )
})
