import { describe, expect, it } from 'vitest'
import { repeatedSamples } from '../../../src/audio/overlap.ts'
import { seededRandom } from './damage.ts'

const random = seededRandom(1)
const noise = Float32Array.from({ length: 4_000 }, () => random(65_536) / 32_768 - 1)
const tail = noise.subarray(1_488, 2_000)

describe('repeatedSamples', () => {
  it.each([64, 100, 511, 512, 513, 900])('finds %i repeated samples where the clock is 30 off', (count) => {
    const y = noise.subarray(2_000 - count, 3_000)
    expect(repeatedSamples(tail, y, count + 30, 40)).toBe(count)
    expect(repeatedSamples(tail, y, count - 30, 40)).toBe(count)
  })

  it('finds none where the clock is further off than its slack', () => {
    expect(repeatedSamples(tail, noise.subarray(1_700, 3_000), 341, 40)).toBeUndefined()
  })

  it('finds none in another sound', () => {
    expect(repeatedSamples(tail, noise.subarray(3_000), 300, 300)).toBeUndefined()
  })

  it('finds none where more than one place fits', () => {
    expect(repeatedSamples(new Float32Array(512), new Float32Array(900), 300, 10)).toBeUndefined()
    const tone = Float32Array.from({ length: 2_000 }, (_, i) => i % 8)
    expect(repeatedSamples(tone.subarray(0, 512), tone.subarray(200), 312, 10)).toBeUndefined()
  })

  it('takes fewer than 64 equal samples as no proof', () => {
    expect(repeatedSamples(tail, noise.subarray(1_937, 3_000), 63, 20)).toBeUndefined()
    expect(repeatedSamples(tail.subarray(-63), noise.subarray(1_800, 3_000), 200, 20)).toBeUndefined()
  })
})
