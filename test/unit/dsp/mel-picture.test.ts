import { describe, expect, it } from 'vitest'
import { MelPicture } from '../../../src/dsp/mel-picture.ts'
import { toInt16 } from '../../../src/pipeline/sound/sound-piece.ts'
import { tone } from '../../signals.ts'

const dbOf = (byte: number, { floorDb, ceilingDb }: MelPicture): number =>
  floorDb + ((ceilingDb - floorDb) * byte) / 255

describe('MelPicture', () => {
  it.each([8_000, 16_000, 22_050, 44_100, 48_000])(
    'shows a full-scale sine at about 0 dB in the band that it lies in, at %d Hz',
    (sampleRateHz) => {
      const picture = new MelPicture(sampleRateHz)
      const band = 40
      const hz = picture.frequenciesHz[band] as number
      const columns = picture.columns(toInt16(tone(sampleRateHz, { hz, sampleRateHz })))
      const column = [...columns.subarray(5 * picture.nBands, 6 * picture.nBands)]
      expect(column.indexOf(Math.max(...column))).toBe(band)
      expect(Math.abs(dbOf(Math.max(...column), picture))).toBeLessThan(1.5)
    },
  )

  it('shows silence as the floor', () => {
    const picture = new MelPicture(16_000)
    expect(new Set(picture.columns(new Int16Array(16_000)))).toEqual(new Set([0]))
  })

  it('makes a column each 50 ms, and none before a frame is whole', () => {
    const picture = new MelPicture(16_000)
    expect([picture.stepMs, picture.frameLength, picture.hopLength]).toEqual([50, 1_024, 800])
    expect([1_023, 1_024, 1_823, 1_824].map((n) => picture.count(n))).toEqual([0, 1, 1, 2])
  })

  it('makes the same columns of a part as of the whole', () => {
    const picture = new MelPicture(16_000)
    const y = toInt16(tone(16_000, { hz: 777, sampleRateHz: 16_000, amplitude: 0.3 }))
    const all = picture.columns(y)
    expect(picture.columns(y.subarray(3 * picture.hopLength))).toEqual(all.subarray(3 * picture.nBands))
  })
})
