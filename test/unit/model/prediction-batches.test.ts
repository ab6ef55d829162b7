import { expect, it } from 'vitest'
import { EngineError } from '../../../src/errors.ts'
import { PredictionBatches } from '../../../src/model/prediction-batches.ts'

/** Answers with each example's sum and its first number, and remembers how many were asked together. */
function sums(most: number) {
  const sizes: number[] = []
  const run = async (examples: Float32Array, n: number): Promise<Float32Array> => {
    sizes.push(n)
    return Float32Array.from({ length: 2 * n }, (_, i) => {
      const [a = 0, b = 0] = examples.subarray(2 * Math.floor(i / 2))
      return i % 2 === 0 ? a + b : a
    })
  }
  return { sizes, batches: new PredictionBatches(run, 2, most) }
}

it('runs together what is asked for in one turn, and tells each its own answer', async () => {
  const { sizes, batches } = sums(8)
  const answers = await Promise.all([1, 2, 3].map((x) => batches.add(Float32Array.of(x, 10))))
  expect(answers.map((answer) => [...answer])).toEqual([
    [11, 1],
    [12, 2],
    [13, 3],
  ])
  expect(sizes).toEqual([3])
})

it('runs no more together than it may', async () => {
  const { sizes, batches } = sums(4)
  const answers = await Promise.all(Array.from({ length: 10 }, (_, x) => batches.add(Float32Array.of(x, 0))))
  expect(answers.map(([sum]) => sum)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(sizes).toEqual([4, 4, 2])
})

it('does not make one that comes alone wait for others', async () => {
  const { sizes, batches } = sums(4)
  await batches.add(Float32Array.of(1, 2))
  await batches.add(Float32Array.of(3, 4))
  expect(sizes).toEqual([1, 1])
})

it('has copied an example before its memory is used for the next', async () => {
  const { batches } = sums(4)
  const example = Float32Array.of(1, 1)
  const first = batches.add(example)
  example.fill(5)
  const second = batches.add(example)
  expect([(await first)[0], (await second)[0]]).toEqual([2, 10])
})

it('fails all that were run together, and none that come later', async () => {
  let fails = true
  const batches = new PredictionBatches(
    async (examples) => {
      if (fails) throw new EngineError('broken')
      return examples.slice()
    },
    1,
    4,
  )
  const both = await Promise.allSettled([batches.add(Float32Array.of(1)), batches.add(Float32Array.of(2))])
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  fails = false
  expect([...(await batches.add(Float32Array.of(3)))]).toEqual([3])
})
