import { describe, expect, it } from 'vitest'
import { NotFoundError, ParameterError } from '../../../../src/errors.ts'
import { metricsOf, rankRuns, resolveMetric } from '../../../../src/train/runs/run-metric.ts'
import type { RunRecord } from '../../../../src/train/runs/run-record.ts'

const run = (id: string, figures: RunRecord['figures'], state = 'finished'): RunRecord => ({
  id,
  name: 'fan',
  startedAt: '2030-01-02T03:04:05Z',
  state,
  parameters: {},
  figures,
})
const runs = [
  run('a', { validationAccuracy: 0.8, validationLoss: 0.3, epochs: 4, bestEpoch: 2 }),
  run('b', { validationAccuracy: 0.9, validationLoss: 0.5, auc: { mean: 0.7 }, validationConfusion: [[1]] }),
  run('c', { validationAccuracy: 0.9, validationLoss: 0.2 }),
  run('d', { validationAccuracy: 1 }, 'failed'),
]

describe('resolveMetric', () => {
  it.each([
    ['validationAccuracy', 'validationAccuracy', false],
    ['valAccuracy', 'validationAccuracy', false],
    ['val_accuracy', 'validationAccuracy', false],
    ['accuracy', 'validationAccuracy', false],
    ['loss', 'validationLoss', true],
    ['VALLOSS', 'validationLoss', true],
    ['auc.mean', 'auc.mean', false],
  ])('takes %s for %s', (asked, name, isLowerBetter) => {
    expect(resolveMetric(runs, asked)).toEqual({ name, isLowerBetter })
  })

  it.each(['f1', 'bestEpoch', 'epochs', 'validationConfusion'])('refuses %s and lists what there is', (asked) => {
    expect(() => resolveMetric(runs, asked)).toThrow(ParameterError)
    expect(() => resolveMetric(runs, asked)).toThrow(/there are auc\.mean, validationAccuracy, validationLoss$/)
  })

  it('says when there is none at all', () => {
    expect(() => resolveMetric([], 'loss')).toThrow(/none yet/)
    expect(metricsOf([])).toEqual([])
  })
})

describe('rankRuns', () => {
  const ids = (metric: string): string[] => rankRuns(runs, resolveMetric(runs, metric)).map((ranked) => ranked.run.id)

  it('puts the largest first, of equals the earlier, and leaves out what is not finished', () => {
    expect(ids('accuracy')).toEqual(['b', 'c', 'a'])
  })

  it('puts the smallest loss first', () => {
    expect(ids('loss')).toEqual(['c', 'a', 'b'])
  })

  it('says when no finished run has the figure', () => {
    const failed = runs.slice(3)
    expect(() => rankRuns(failed, resolveMetric(failed, 'accuracy'))).toThrow(NotFoundError)
  })
})
