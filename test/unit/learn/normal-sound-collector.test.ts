import { describe, expect, it } from 'vitest'
import { AudioError, DatasetError, ParameterError } from '../../../src/errors.ts'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import { NormalSoundCollector } from '../../../src/learn/normal-sound-collector.ts'
import { FRONT_END, machineSound, WINDOW_LENGTH } from '../../machine-sounds.ts'

const place = (i: number, session = 'now') => ({ session, recording: `minute ${Math.floor(i / 2)}` })

describe('NormalSoundCollector', () => {
  it('gathers windows of a live source and learns from them', () => {
    const collector = new NormalSoundCollector(FRONT_END)
    for (let i = 0; i < 20; i += 1) expect(collector.add(machineSound({ seed: i }), place(i))).toBe('kept')
    const { draft, report } = collector.learn({ name: 'n', version: '1', falseAlarmRate: 0.05, heldOut: 'auto' })
    expect(draft).toMatchObject({ ...FRONT_END, sessions: ['now'] })
    expect(report).toMatchObject({ windows: 20, recordings: 10 })
    expect(collector.sessions).toEqual(['now'])
  })

  it('leaves digital silence out', () => {
    const collector = new NormalSoundCollector(FRONT_END)
    expect(collector.add(new Float32Array(WINDOW_LENGTH), place(0))).toBe('silent')
    expect([collector.windowCount, collector.silentCount]).toEqual([0, 1])
  })

  it('thins every session evenly when it is full', () => {
    const collector = new NormalSoundCollector(FRONT_END, 8)
    const fates = Array.from({ length: 24 }, (_, i) =>
      collector.add(machineSound({ seed: i }), place(i, i % 2 === 0 ? 'a' : 'b')),
    )
    expect(fates.slice(0, 9)).toEqual(Array(9).fill('kept'))
    expect(fates.filter((fate) => fate === 'thinned').length).toBeGreaterThan(0)
    expect(collector.windowCount).toBeLessThanOrEqual(8)
    expect(collector.sessions).toEqual(['a', 'b'])
  })

  it('refuses windows that are too short, and to learn from too few', () => {
    const collector = new NormalSoundCollector(FRONT_END)
    const short = machineSound({ seed: 1, length: collector.minimumSamples - 1 })
    expect(() => collector.add(short, place(0))).toThrow(AudioError)
    expect(() => collector.learn({ name: 'n', version: '1', falseAlarmRate: 0.05, heldOut: 'auto' })).toThrow(
      DatasetError,
    )
  })
})

describe('normalFrontEnd', () => {
  it.each([8_000, 16_000, 22_050, 44_100, 48_000, 96_000])('suits %i Hz', (sampleRateHz) => {
    for (const seconds of [2, 5, 10, 60]) {
      const frontEnd = normalFrontEnd(sampleRateHz, seconds)
      const { spectrum, modulation } = frontEnd.features
      expect(spectrum.nFft / sampleRateHz).toBeCloseTo(0.032, 1)
      expect(sampleRateHz / modulation.hopLength).toBeGreaterThan(170)
      // A window can be heard, and half of one.
      expect(new NormalSoundCollector(frontEnd).minimumSamples).toBeLessThanOrEqual(
        Math.ceil((seconds * sampleRateHz) / 1.8),
      )
    }
  })

  it('refuses rates and lengths that make no sense', () => {
    expect(() => normalFrontEnd(4_000, 10)).toThrow(ParameterError)
    expect(() => normalFrontEnd(16_000.5, 10)).toThrow(ParameterError)
    expect(() => normalFrontEnd(16_000, 1)).toThrow(ParameterError)
    expect(() => normalFrontEnd(16_000, 61)).toThrow(ParameterError)
  })
})
