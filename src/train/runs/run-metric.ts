import { NotFoundError, ParameterError } from '../../errors.ts'
import type { RunRecord } from './run-record.ts'

/** A figure by which runs can be ranked. */
export interface RunMetric {
  /** As the run has it; nested ones with dots. */
  readonly name: string
  readonly isLowerBetter: boolean
}

/** Every number among a run's figures, nested ones by dotted names; lists are no numbers. */
export function numbersOf(figures: RunRecord['figures'] = {}, prefix = ''): Map<string, number> {
  const numbers = new Map<string, number>()
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number') numbers.set(`${prefix}${name}`, value)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [inner, number] of numbersOf(value, `${prefix}${name}.`)) numbers.set(inner, number)
    }
  }
  return numbers
}

/** How long training took says nothing of how good it is. */
const NO_MEASURE = /epochs?$/i
const LOWER_IS_BETTER = /loss|error|falsealarm|seconds|ms$/i

/** Figures that at least one run has, by name. */
export function metricsOf(runs: readonly RunRecord[]): string[] {
  const names = new Set(runs.flatMap(({ figures }) => [...numbersOf(figures).keys()]))
  return [...names].filter((name) => !NO_MEASURE.test(name)).sort()
}

/**
 * The recorded figure that a user means: its name, however it is spelt (`val_accuracy`), `val…` and `train…` for
 * `validation…` and `training…`; `accuracy` and `loss` alone are those of the validation.
 *
 * @throws {@link ParameterError} that lists the figures that exist.
 */
export function resolveMetric(runs: readonly RunRecord[], asked: string): RunMetric {
  const names = metricsOf(runs)
  const wanted = [plain(asked), `validation${plain(asked)}`]
  const name = wanted.flatMap((want) => names.filter((candidate) => plain(candidate) === want)).at(0)
  if (name !== undefined) return { name, isLowerBetter: LOWER_IS_BETTER.test(name) }
  throw new ParameterError(`no run has a figure ${asked}; there are ${names.join(', ') || 'none yet'}`)
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replace(/^val(?!id)/, 'validation')
    .replace(/^train(?!ing)/, 'training')
}

export interface RankedRun {
  readonly run: RunRecord
  readonly value: number
}

/**
 * Finished runs that have a figure, best first; of equals, the earlier.
 *
 * @throws {@link NotFoundError} when there is none.
 */
export function rankRuns(runs: readonly RunRecord[], { name, isLowerBetter }: RunMetric): readonly RankedRun[] {
  const ranked = runs
    .filter(({ state }) => state === 'finished')
    .flatMap((run) => {
      const value = numbersOf(run.figures).get(name)
      return value === undefined || !Number.isFinite(value) ? [] : [{ run, value }]
    })
    .sort((a, b) => (isLowerBetter ? a.value - b.value : b.value - a.value) || (a.run.id < b.run.id ? -1 : 1))
  if (ranked.length === 0) throw new NotFoundError(`no finished run has a figure ${name}`)
  return ranked
}
