import fc from 'fast-check'
import { expect, it } from 'vitest'
import { SampleRing } from '../../../src/audio/sample-ring.ts'

const ramp = (n: number, first = 0): Float32Array => Float32Array.from({ length: n }, (_, i) => first + i)

it('gives the newest samples and what comes after them, as one array would', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 8 }),
      fc.integer({ min: 0, max: 20 }),
      (capacity, pieces, tailLength) => {
        const ring = new SampleRing(capacity)
        let n = 0
        for (const piece of pieces.map((length) => Math.min(length, capacity))) {
          ring.append(ramp(piece, n))
          n += piece
        }
        const heard = Math.min(n, capacity)
        expect(ring.newest(heard, ramp(tailLength, n))).toEqual(ramp(heard + tailLength, n - heard))
      },
    ),
    { seed: 1 },
  )
})
