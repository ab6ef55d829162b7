import { describe, expect, it } from 'vitest'
import { fitModulation } from '../../../src/learn/fit-modulation.ts'
import { modulationViews } from '../../../src/learn/modulation-views.ts'
import { addToDiagonal, Moments, meanVariance, pooledCovariance } from '../../../src/learn/moments.ts'
import { Baselines } from '../../../src/model/detectors/baselines.ts'
import { CholeskyFactor, packedIndex, packedLength } from '../../../src/model/detectors/cholesky.ts'
import { extractor } from '../../machine-sounds.ts'
import { noise } from '../../signals.ts'

const SIZE = extractor.modulationSize
const views = modulationViews(extractor)

/** Modulation of windows that varies by chance, in every number for itself. */
function session(windows: number, seed: number, offset = 0): Moments {
  const moments = new Moments(SIZE)
  for (let i = 0; i < windows; i += 1) moments.add(noise(SIZE, seed + 31 * i).map((x) => 4 * x + offset))
  return moments
}

function squared(baselines: Baselines, x: Float64Array): number {
  return baselines.distance(1, (_, out) => out.set(x)).squared
}

describe('fitModulation', () => {
  const learnt = session(60, 5)
  const baselines = new Baselines(fitModulation([learnt], extractor))

  it('measures the mean of the distances in detail, in ranges of rates, and in ranges over the octaves', () => {
    const within = pooledCovariance([learnt], 59)
    const mean = learnt.mean()
    const x = Float64Array.from(noise(SIZE, 99), (value, i) => 5 * value + (mean[i] as number))
    const detail = Array.from({ length: SIZE }, (_, i) => [i])
    const parts = [detail, ...views.map(({ cells }) => cells)].map((cells) => {
      const covariance = new Float64Array(packedLength(cells.length))
      for (let i = 0; i < cells.length; i += 1) {
        for (let j = 0; j <= i; j += 1) {
          const pairs = (cells[i] ?? []).flatMap((a) => (cells[j] ?? []).map((b) => [Math.max(a, b), Math.min(a, b)]))
          const sum = pairs.reduce((total, [a = 0, b = 0]) => total + (within[packedIndex(a, b)] as number), 0)
          covariance[packedIndex(i, j)] = (0.9 * sum) / pairs.length
        }
      }
      addToDiagonal(covariance, cells.length, (0.1 * meanVariance(covariance, cells.length)) / 0.9)
      const z = Float64Array.from(cells, (cell) => {
        return cell.reduce((sum, i) => sum + (x[i] as number) - (mean[i] as number), 0) / cell.length
      })
      CholeskyFactor.of(covariance, cells.length)?.whiten(z)
      return z.reduce((sum, value) => sum + value * value, 0) / cells.length
    })
    expect(parts).toHaveLength(3)
    const expected = (SIZE * parts.reduce((sum, part) => sum + part, 0)) / 3
    expect(squared(baselines, x)).toBeCloseTo(expected, 6)
  })

  it('finds a small change that neighbouring rates and octaves share, and not as large ones that share nothing', () => {
    const mean = learnt.mean()
    const cells = views[1]?.cells.at(-1) ?? []
    const changed = (change: (at: number) => number): Float64Array => {
      return mean.map((value, i) => value + (cells.includes(i) ? change(cells.indexOf(i)) : 0))
    }
    const shared = squared(
      baselines,
      changed(() => 3),
    )
    const scattered = squared(
      baselines,
      changed((at) => (at % 2 === 0 ? 3 : -3)),
    )
    expect(shared).toBeGreaterThan(3 * scattered)
  })

  it('allows for what differs between sessions, and takes each of them and their mean as usual', () => {
    const several = fitModulation([session(30, 5), session(30, 7_005, 6)], extractor)
    expect(several.centres).toHaveLength(3 * SIZE)
    const x = Float64Array.from({ length: SIZE }, () => -4)
    const known = new Baselines(several)
    expect(squared(known, x)).toBeLessThan(squared(new Baselines(fitModulation([session(30, 5)], extractor)), x) / 2)
    for (const level of [0, 3, 6]) expect(squared(known, x.fill(level))).toBeLessThan(SIZE / 2)
  })
})
