import { describe, expect, it } from 'vitest'
import { AudioError } from '../../../../src/errors.ts'
import { extractor, machineSound, WINDOW_LENGTH } from '../../../machine-sounds.ts'
import { largestDifference, tone } from '../../../signals.ts'

describe('NormalSoundExtractor', () => {
  it('gives frames whose mean level is 0, whatever the gain', () => {
    const quiet = extractor.extract(machineSound({ seed: 1, gain: 0.05 }))
    const loud = extractor.extract(machineSound({ seed: 1, gain: 0.8 }))
    expect(Math.abs(quiet.frames.reduce((sum, level) => sum + level, 0) / quiet.frames.length)).toBeLessThan(1e-4)
    expect(largestDifference(quiet.frames, loud.frames)).toBeLessThan(1e-2)
    expect(largestDifference(quiet.modulation, loud.modulation)).toBeLessThan(1e-2)
  })

  it('cuts the frames into overlapping stacks', () => {
    const { nMels, stackedFrames, strideFrames } = extractor.spec.spectrum
    const sound = extractor.extract(machineSound({ seed: 1 }))
    const stacks = extractor.stackCount(sound)
    expect(sound.frames).toHaveLength(sound.nFrames * nMels)
    expect(extractor.stackSize).toBe(stackedFrames * nMels)
    expect(extractor.stack(sound, 1)[0]).toBe(sound.frames[strideFrames * nMels])
    expect(extractor.stack(sound, stacks - 1)).toHaveLength(extractor.stackSize)
    expect((stacks - 1) * strideFrames + stackedFrames).toBeLessThanOrEqual(sound.nFrames)
  })

  it('knows the frequencies of its bands', () => {
    const y = tone(WINDOW_LENGTH, { hz: 1_000, sampleRateHz: 8_000 })
    const { bandLevels } = extractor.extract(y)
    const loudest = bandLevels.indexOf(Math.max(...bandLevels))
    const { fromHz, toHz } = extractor.bandsHz(loudest, loudest)
    expect(fromHz).toBeLessThanOrEqual(1_000)
    expect(toHz).toBeGreaterThanOrEqual(1_000)
    expect(extractor.bandsHz(0, extractor.spec.spectrum.nMels - 1).toHz).toBeLessThanOrEqual(4_000)
  })

  it('knows octave and rates of each number of the modulation', () => {
    const { groups } = extractor.spec.modulation
    expect(extractor.modulationHz(0).octave).toEqual({ fromHz: 125, toHz: 250 })
    expect(extractor.modulationHz(0).rates.fromHz).toBe(1)
    expect(extractor.modulationHz(extractor.modulationSize - 1).octave.toHz).toBe(4_000)
    expect(extractor.modulationHz(groups).octave.fromHz).toBe(250)
  })

  it('refuses what is empty, shorter than half a window, or not finite', () => {
    const codeOf = (y: Float32Array): string => {
      try {
        extractor.extract(y)
        return 'taken'
      } catch (error) {
        return error instanceof AudioError ? error.code : String(error)
      }
    }
    expect(codeOf(new Float32Array(0))).toBe('EARSHOT_AUDIO_EMPTY')
    expect(codeOf(machineSound({ seed: 1, length: extractor.minimumSamples - 1 }))).toBe('EARSHOT_AUDIO_TOO_SHORT')
    expect(codeOf(machineSound({ seed: 1, length: extractor.minimumSamples }))).toBe('taken')
    const broken = machineSound({ seed: 1 })
    broken[9_000] = Number.NaN
    expect(codeOf(broken)).toBe('EARSHOT_AUDIO_NOT_FINITE')
  })
})
