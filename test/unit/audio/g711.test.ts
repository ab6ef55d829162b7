import { describe, expect, it } from 'vitest'
import wavefile from 'wavefile'
import { A_LAW, MU_LAW } from '../../../src/audio/g711.ts'
import { wavBytes } from './wav-bytes.ts'

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code)

function decodedByWavefile(tag: 6 | 7): Int16Array {
  const file = new wavefile.WaveFile(wavBytes({ tag, bits: 8, data: everyCode }))
  if (tag === 6) file.fromALaw()
  else file.fromMuLaw()
  return Int16Array.from(file.getSamples(true))
}

describe('the tables of G.711', () => {
  it('equal the wavefile package for every code', () => {
    expect(A_LAW).toEqual(decodedByWavefile(6))
    expect(MU_LAW).toEqual(decodedByWavefile(7))
  })

  // From Python's audioop (3.11): sums over all codes of |x| and of code * x.
  it('equal Python for every code', () => {
    const sums = (table: Int16Array) => [
      table.reduce((sum, x) => sum + Math.abs(x), 0),
      table.reduce((sum, x, code) => sum + code * x, 0),
    ]
    expect(sums(A_LAW)).toEqual([1_564_672, 100_139_008])
    expect(sums(MU_LAW)).toEqual([1_532_928, 98_107_392])
  })
})
