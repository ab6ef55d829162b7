import { describe, expect, it } from 'vitest'
import { Moments } from '../../../../src/learn/moments.ts'
import { CholeskyFactor } from '../../../../src/model/detectors/cholesky.ts'
import { softmax, weightedSums } from '../../../../src/model/linear-scorer.ts'
import { Random } from '../../../../src/synth/random.ts'
import { analyse as compare } from '../../../../src/train/lda/analyse.ts'
import { bestCertainty, certain, meanLoss } from '../../../../src/train/lda/certainty.ts'
import { crossValidate } from '../../../../src/train/lda/cross-validation.ts'
import { calibrated, type Discriminant, DiscriminantAnalysis } from '../../../../src/train/lda/discriminant.ts'
import { FewExamplesAnalysis } from '../../../../src/train/lda/few-examples.ts'
import { labelWeights } from '../../../../src/train/lda/label-weights.ts'

const LABELS = ['ok', 'bad', 'worse']
const ASKED = { labels: LABELS, preferred: new Set<number>() }

/** Clouds about three places in `size` dimensions, of which the first two matter. */
function clouds(count: number, seed: number, { size = 30, distance = 4 } = {}) {
  const random = new Random(seed)
  return Array.from({ length: count }, (_, i) => {
    const label = i % LABELS.length
    const shared = random.normal()
    const input = Float64Array.from({ length: size }, (__, k) => 0.7 * shared + random.normal() + (k < 2 ? 100 : -50))
    input[0] = (input[0] ?? 0) + (label === 1 ? distance : 0)
    input[1] = (input[1] ?? 0) + (label === 2 ? distance : 0)
    return { input, label, group: String(i) }
  })
}
const analyse = (examples: Parameters<typeof compare>[0], labels: number, shrinkage: number): Discriminant =>
  compare(examples, labels).fit(shrinkage)

const accuracy = (examples: ReturnType<typeof clouds>, model: Discriminant) =>
  examples.filter(({ input, label }) => {
    const sums = weightedSums(input, model.weights, model.biases)
    return sums.indexOf(Math.max(...sums)) === label
  }).length / examples.length

describe('discriminant analysis', () => {
  it('is that of two labels in one dimension, worked out by hand', () => {
    const examples = [-1, 1, 3, 5].map((x, i) => ({ input: [x], label: i < 2 ? 0 : 1 }))
    const { weights, biases } = analyse(examples, 2, 1)
    // Means 0 and 4, variance within labels 2: w = mean / 2, b = -mean² / 4.
    for (const [i, weight] of [0, 2].entries()) expect(weights[i]).toBeCloseTo(weight, 12)
    for (const [i, bias] of [0, -4].entries()) expect(biases[i]).toBeCloseTo(bias, 12)
    for (const half of softmax(weightedSums(Float64Array.of(2), weights, biases))) expect(half).toBeCloseTo(0.5, 6)
  })

  it('tells labels apart with fewer recordings than numbers', () => {
    expect(accuracy(clouds(300, 2), analyse(clouds(24, 1), 3, 0.3))).toBeGreaterThan(0.9)
  })

  it('comes to the same by pairs of examples as by pairs of numbers', () => {
    const examples = clouds(60, 9)
    const moments = LABELS.map(() => new Moments(30))
    for (const { input, label } of examples) moments[label]?.add(input)
    const byLabel = LABELS.map((_, label) => examples.filter((e) => e.label === label).map(({ input }) => input))
    const [a, b] = [new DiscriminantAnalysis(moments).fit(0.3), new FewExamplesAnalysis(byLabel).fit(0.3)]
    for (const [i, weight] of a.weights.entries()) expect(b.weights[i]).toBeCloseTo(weight, 6)
    for (const [i, bias] of a.biases.entries()) expect(b.biases[i]).toBeCloseTo(bias, 3)
  })

  it('decides the same when it is more sure of itself', () => {
    const model = analyse(clouds(60, 1), 3, 0.3)
    const surer = calibrated(model, { sharpness: 7, offsets: new Float64Array(3) })
    expect(accuracy(clouds(90, 2), surer)).toBe(accuracy(clouds(90, 2), model))
  })

  it('cannot compare labels of one recording each', () => {
    expect(() => analyse(clouds(3, 1), 3, 0.3)).toThrow('too few')
  })
})

describe('CholeskyFactor.solve', () => {
  it('gives what the matrix brings back', () => {
    const packed = [4, 1, 3, -0.5, 0.2, 2]
    const x = Float64Array.of(1, -2, 3)
    CholeskyFactor.of(packed, 3)?.solve(x)
    const rows = [
      [4, 1, -0.5],
      [1, 3, 0.2],
      [-0.5, 0.2, 2],
    ]
    const back = rows.map((row) => row.reduce((sum, value, i) => sum + value * (x[i] ?? 0), 0))
    for (const [i, value] of [1, -2, 3].entries()) expect(back[i]).toBeCloseTo(value, 12)
  })
})

describe('cross-validation', () => {
  it('says what fresh examples say too', () => {
    const examples = clouds(120, 3, { distance: 2.5 })
    const { sums, shrinkage } = crossValidate(examples, ASKED, 1)
    const right = sums.filter((row, i) => row.indexOf(Math.max(...row)) === examples[i]?.label).length
    const fresh = accuracy(clouds(600, 4, { distance: 2.5 }), analyse(examples, 3, shrinkage))
    expect(Math.abs(right / sums.length - fresh)).toBeLessThan(0.1)
  })

  it('is not fooled by copies: they are never on both sides, nor asked about', () => {
    const chance = clouds(60, 5, { distance: 0 })
    const twins = chance.flatMap((example) =>
      [1, 2, 3].map((copy) => ({ ...example, input: example.input.map((value) => value + 1e-3 * copy), isTwin: true })),
    )
    const { sums } = crossValidate([...chance, ...twins], ASKED, 1)
    expect(sums).toHaveLength(60)
    const right = sums.filter((row, i) => row.indexOf(Math.max(...row)) === chance[i]?.label).length
    expect(right / 60).toBeLessThan(0.6)
  })

  it('refuses a label that one group alone has', () => {
    const examples = clouds(30, 6).map((example) => (example.label === 2 ? { ...example, group: 'one' } : example))
    expect(() => crossValidate(examples, ASKED, 1)).toThrow('label worse has recordings of one kind only')
  })

  it('gives probabilities that are as sure as they may be', () => {
    const examples = clouds(150, 7, { distance: 1.5 })
    const { sums } = crossValidate(examples, ASKED, 1)
    const actual = examples.map(({ label }) => label)
    const answers = { actual, weights: labelWeights(actual, ASKED.preferred) }
    const times = (factor: number) =>
      meanLoss(certain(sums, { sharpness: factor, offsets: new Float64Array(3) }), answers)
    expect(bestCertainty(sums, answers).sharpness).toBeCloseTo(1, 1)
    expect(meanLoss(sums, answers)).toBeLessThan(times(2))
    expect(meanLoss(sums, answers)).toBeLessThan(times(0.5))
  })
})
