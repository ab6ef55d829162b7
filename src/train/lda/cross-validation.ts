import { DatasetError } from '../../errors.ts'
import { Moments } from '../../learn/moments.ts'
import { weightedSums } from '../../model/linear-scorer.ts'
import { Random } from '../../synth/random.ts'
import { analyse, isFew } from './analyse.ts'
import { bestCertainty, type Certainty, certain, meanLoss } from './certainty.ts'
import { type Analysis, DiscriminantAnalysis } from './discriminant.ts'
import { labelWeights } from './label-weights.ts'

export interface GroupedExample {
  readonly input: ArrayLike<number>
  readonly label: number
  /** Examples of one group are never divided: twins of one recording, or recordings of one machine. */
  readonly group: string
  /** Learnt from, but not asked about. */
  readonly isTwin?: boolean
}

/** What turned out best, and how well it did on examples that it had not learnt from. */
export interface CrossValidation extends Certainty {
  readonly folds: number
  readonly shrinkage: number
  /** Of the examples that are no twins, in their order, made {@link certain}. */
  readonly sums: readonly Float64Array[]
}

const MOST_FOLDS = 5
const SHRINKAGES = [0.1, 0.3, 0.5, 0.7, 0.9]

export interface AskedLabels {
  readonly labels: readonly string[]
  /** Those that count as much as all others together, by index; none: all count alike. See {@link labelWeights}. */
  readonly preferred: ReadonlySet<number>
}

/**
 * Choose shrinkage and certainty by what parts of the examples say of the others.
 *
 * @throws {@link DatasetError} when a label has examples of one group only.
 */
export function crossValidate(
  examples: readonly GroupedExample[],
  { labels, preferred }: AskedLabels,
  seed: number,
): CrossValidation {
  const { foldOf, folds } = assignFolds(examples, seed)
  const without = foldAnalysis(examples, foldOf, folds, labels)
  const asked = examples.filter(({ isTwin }) => !isTwin)
  const sums = SHRINKAGES.map(() => new Array<Float64Array>(asked.length))
  for (let fold = 0; fold < folds; fold += 1) {
    const analysis = without(fold)
    for (const [s, shrinkage] of SHRINKAGES.entries()) {
      const { weights, biases } = analysis.fit(shrinkage)
      for (const [i, { input, group }] of asked.entries()) {
        const rows = sums[s]
        if (foldOf.get(group) === fold && rows) rows[i] = weightedSums(Float64Array.from(input), weights, biases)
      }
    }
  }
  const actual = asked.map(({ label }) => label)
  const answers = { actual, weights: labelWeights(actual, preferred) }
  const trials = SHRINKAGES.map((shrinkage, s) => {
    const rows = sums[s] ?? []
    const certainty = bestCertainty(rows, answers)
    const made = certain(rows, certainty)
    return { shrinkage, ...certainty, sums: made, loss: meanLoss(made, answers) }
  })
  const best = trials.reduce((a, b) => (b.loss < a.loss ? b : a))
  const { shrinkage, sharpness, offsets, sums: chosen } = best
  return { folds, shrinkage, sharpness, offsets, sums: chosen }
}

/** Groups of each label go to the folds in turn, in random order. */
function assignFolds(
  examples: readonly GroupedExample[],
  seed: number,
): { readonly foldOf: ReadonlyMap<string, number>; readonly folds: number } {
  const groups = [...new Set(examples.toSorted((a, b) => a.label - b.label).map(({ group }) => group))]
  const labelOf = new Map(examples.map(({ group, label }) => [group, label]))
  const foldOf = new Map<string, number>()
  const folds = Math.min(MOST_FOLDS, groups.length)
  for (const label of new Set(labelOf.values())) {
    const own = groups.filter((group) => labelOf.get(group) === label)
    for (const group of new Random(seed, `folds/${label}`).shuffle(own)) foldOf.set(group, foldOf.size % folds)
  }
  return { foldOf, folds }
}

/** @returns Compares all examples but those of a fold. Of many, sums are made only once. */
function foldAnalysis(
  examples: readonly GroupedExample[],
  foldOf: ReadonlyMap<string, number>,
  folds: number,
  labels: readonly string[],
): (fold: number) => Analysis {
  const size = examples[0]?.input.length ?? 0
  const refuse = (label: number): never => {
    throw new DatasetError(
      `label ${labels[label]} has recordings of one kind only: there is nothing to compare them with`,
    )
  }
  if (isFew(examples.length, size)) {
    return (fold) => {
      const others = examples.filter(({ group }) => foldOf.get(group) !== fold)
      for (const label of labels.keys()) if (!others.some((example) => example.label === label)) refuse(label)
      return analyse(others, labels.length)
    }
  }
  const cells = Array.from({ length: folds }, () => labels.map(() => new Moments(size)))
  for (const { input, label, group } of examples) cells[foldOf.get(group) ?? 0]?.[label]?.add(input)
  return (fold) =>
    new DiscriminantAnalysis(
      labels.map((_, label) => {
        const merged = new Moments(size)
        for (const [other, row] of cells.entries()) if (other !== fold && row[label]) merged.merge(row[label])
        return merged.count === 0 ? refuse(label) : merged
      }),
    )
}
