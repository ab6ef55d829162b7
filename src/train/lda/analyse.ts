import { Moments } from '../../learn/moments.ts'
import { type Analysis, DiscriminantAnalysis } from './discriminant.ts'
import { FewExamplesAnalysis } from './few-examples.ts'

interface LabelledInput {
  readonly input: ArrayLike<number>
  readonly label: number
}

/** Compare the labels of examples, in whichever way is quicker. */
export function analyse(examples: readonly LabelledInput[], labelCount: number): Analysis {
  const size = examples[0]?.input.length ?? 0
  if (isFew(examples.length, size)) {
    return new FewExamplesAnalysis(
      Array.from({ length: labelCount }, (_, label) =>
        examples.filter((example) => example.label === label).map(({ input }) => input),
      ),
    )
  }
  const moments = Array.from({ length: labelCount }, () => new Moments(size))
  for (const { input, label } of examples) moments[label]?.add(input)
  return new DiscriminantAnalysis(moments)
}

/** Whether pairs of examples are quicker than pairs of numbers. */
export function isFew(examples: number, size: number): boolean {
  return examples < size
}
