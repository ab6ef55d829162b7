import { describe, expect, it } from 'vitest'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import { OtherSpeeds } from '../../../src/learn/other-speeds.ts'
import { NormalSoundExtractor } from '../../../src/model/detectors/normal-sound.ts'
import { extractor as withoutLow } from '../../machine-sounds.ts'
import { noise } from '../../signals.ts'

const RATE_HZ = 8_000
const extractor = new NormalSoundExtractor(RATE_HZ, normalFrontEnd(RATE_HZ, 8).features, 8)
const speeds = OtherSpeeds.of(extractor)

/** Blades that pass 200 times a second at full speed, with harmonics, over noise. */
function heard(speed: number) {
  const rush = noise(8 * RATE_HZ, 1)
  const y = rush.map((value, i) => {
    const phase = (2 * Math.PI * 200 * speed * i) / RATE_HZ
    return 0.05 * value + [1, 2, 3, 4].reduce((sum, h) => sum + (0.3 / h) * Math.cos(h * phase), 0)
  })
  return extractor.extract(y)
}

const rms = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length)

describe('OtherSpeeds', () => {
  const sound = heard(1)
  const changes = speeds?.changes(Float64Array.from(sound.low?.powers ?? [])) ?? []
  const changeAt = (ratio: number) => {
    return changes[speeds?.ratios.findIndex((other) => Math.abs(other - ratio) < 1e-9) ?? -1] ?? new Float64Array()
  }

  it.each([0.93, 0.97, 1.04, 1.1])('knows what the bands are at %s of the speed', (ratio) => {
    const there = heard(ratio).bandLevels
    const unmoved = there.map((db, band) => db - (sound.bandLevels[band] ?? 0))
    const left = unmoved.map((db, band) => db - (changeAt(ratio)[band] ?? 0))
    expect(rms(unmoved)).toBeGreaterThan(2)
    expect(rms(left)).toBeLessThan(0.4 * rms(unmoved))
  })

  it('changes nothing at the speed that was heard, and the level at none', () => {
    expect(rms(changeAt(1))).toBe(0)
    for (const change of changes) expect(change.reduce((sum, db) => sum + db, 0)).toBeCloseTo(0, 9)
  })

  it('leaves high bands to themselves', () => {
    const shift = changeAt(1.05)
    expect(new Set(Array.from(shift.subarray(-10), (db) => db.toFixed(9))).size).toBe(1)
  })

  it('is not there where what is low is not looked at', () => {
    expect(OtherSpeeds.of(withoutLow)).toBeUndefined()
  })
})
