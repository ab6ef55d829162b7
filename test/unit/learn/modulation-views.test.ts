import { describe, expect, it } from 'vitest'
import { modulationViews } from '../../../src/learn/modulation-views.ts'
import { normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import { NormalSoundExtractor } from '../../../src/model/detectors/normal-sound.ts'

const extractorAt = (rateHz: number, seconds: number) =>
  new NormalSoundExtractor(rateHz, normalFrontEnd(rateHz, seconds).features, seconds)

describe('modulationViews', () => {
  const extractor = extractorAt(16_000, 10)
  const [byOctave, together] = modulationViews(extractor)

  it('look at seven ranges of rates of each octave from 500 Hz up, and of all of them together', () => {
    expect(byOctave?.cells).toHaveLength(4 * 7)
    expect(together?.cells).toHaveLength(7)
    expect(byOctave?.rowLength).toBe(7)
    const octaves = new Set(byOctave?.cells.flat().map((cell) => extractor.modulationHz(cell).octave.fromHz))
    expect([...octaves]).toEqual([500, 1_000, 2_000, 4_000])
  })

  it('leave no rate of those octaves out, and take none twice', () => {
    const all = Array.from({ length: 4 * 39 }, (_, i) => 2 * 39 + i)
    for (const view of [byOctave, together]) expect(view?.cells.flat().toSorted((a, b) => a - b)).toEqual(all)
  })

  it('have no range in which a short window tells no rate', () => {
    for (const { cells } of modulationViews(extractorAt(8_000, 2))) {
      expect(cells.length).toBeGreaterThan(0)
      expect(cells.every((cell) => cell.length > 0)).toBe(true)
    }
  })
})
