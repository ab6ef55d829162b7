import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../src/errors.ts'
import { keptSessions, packSound, unpackSound } from '../../../src/learn/kept-sound.ts'
import { learnNormal } from '../../../src/learn/learn-normal.ts'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import { NormalSoundExtractor } from '../../../src/model/detectors/normal-sound.ts'
import { extractor, FRONT_END, machineSound, normalWindows } from '../../machine-sounds.ts'

const TWO_SESSIONS = [...normalWindows(12, 'monday'), ...normalWindows(12, 'tuesday', { darkness: 0.7 })]

describe('what is kept of the sound of sessions', () => {
  it('is what was heard, to a hundredth of a decibel', () => {
    const again = unpackSound(packSound(TWO_SESSIONS, FRONT_END), FRONT_END)
    expect(again.map(({ session, recording }) => [session, recording])).toEqual(
      TWO_SESSIONS.map(({ session, recording }) => [session, recording]),
    )
    for (const [i, { sound }] of again.entries()) {
      const heard = TWO_SESSIONS[i]?.sound
      expect(sound.nFrames).toBe(heard?.nFrames)
      expect(sound.bandLevels).toEqual(heard?.bandLevels)
      expect(sound.modulation).toEqual(heard?.modulation)
      const errors = sound.frames.map((level, k) => Math.abs(level - (heard?.frames[k] ?? Number.NaN)))
      expect(Math.max(...errors)).toBeLessThan(0.01)
    }
  })

  it('is also what was low, where the detector looks at it', () => {
    const settings = normalFrontEnd(8_000, 10)
    const heard = new NormalSoundExtractor(8_000, settings.features, 10).extract(
      machineSound({ seed: 1, length: 80_000 }),
    )
    const [again] = unpackSound(packSound([{ session: 'a', recording: '1', sound: heard }], settings), settings)
    expect(heard.low).toBeDefined()
    expect(again?.sound.low).toEqual(heard.low)
  })

  it('teaches the same as the sound itself', () => {
    const learning = { ...FRONT_END, name: 'n', version: '1', falseAlarmRate: 0.05, heldOut: 'auto' as const }
    const kept = unpackSound(packSound(TWO_SESSIONS, FRONT_END), FRONT_END)
    const fromKept = learnNormal(kept, extractor, learning).report.calibration
    const fromSound = learnNormal(TWO_SESSIONS, extractor, learning).report.calibration
    expect(fromKept.combined.threshold).toBeCloseTo(fromSound.combined.threshold, 2)
    expect(fromKept.spectrum.median).toBeCloseTo(fromSound.spectrum.median, 3)
  })

  it('is no more than ten minutes of each session, from its beginning to its end', () => {
    const long = normalWindows(20).flatMap((window, i) =>
      Array.from({ length: 20 }, (_, k) => ({ ...window, recording: `${20 * i + k}` })),
    )
    const kept = unpackSound(packSound([...long, ...normalWindows(3, 'tuesday')], FRONT_END), FRONT_END)
    const ofLong = kept.filter(({ session }) => session === 'monday').map(({ recording }) => Number(recording))
    expect(ofLong).toHaveLength(300)
    expect([ofLong[0], ofLong.at(-1)]).toEqual([0, 398])
    expect(kept).toHaveLength(303)
  })

  it('tells its sessions without being unpacked', () => {
    expect(keptSessions(packSound(TWO_SESSIONS, FRONT_END))).toEqual(['monday', 'tuesday'])
  })

  it('is refused when it was heard with other settings, or is damaged', () => {
    const packed = packSound(TWO_SESSIONS, FRONT_END)
    const other = { ...FRONT_END, window: { ...FRONT_END.window, lengthSeconds: 3 } }
    expect(() => unpackSound(packed, other)).toThrow('other settings')
    for (const damaged of [packed.subarray(0, -1), packed.subarray(0, 2), new Uint8Array(100).fill(7)]) {
      expect(() => keptSessions(damaged)).toThrow(DatasetError)
    }
  })
})
