import { numbersOf } from '../train/runs/run-metric.ts'
import type { EpochRecord, RunRecord } from '../train/runs/run-record.ts'
import { alignColumns } from './text-table.ts'

/** Runs as lines: the figures that all classifiers have, the others with `runs show`. */
export function runTable(runs: readonly RunRecord[]): string {
  return alignColumns([
    ['run', 'state', 'bundle', 'accuracy', 'loss', 'recordings'],
    ...runs.map(({ id, state, name, figures, dataset }) => {
      const numbers = numbersOf(figures)
      return [
        id,
        state,
        name,
        numbers.get('validationAccuracy')?.toFixed(3) ?? '–',
        numbers.get('validationLoss')?.toFixed(3) ?? '–',
        String(dataset?.['recordings'] ?? '–'),
      ]
    }),
  ])
}

/** One run in full. */
export function describeRun(run: RunRecord, epochs: readonly EpochRecord[]): string {
  const { id, name, state, startedAt, endedAt, reason, parameters, dataset = {}, figures = {} } = run
  const columns = Object.keys(epochs[0] ?? {})
  return [
    `${id}: ${name}, ${state}${reason === undefined ? '' : ` (${reason})`}`,
    `${startedAt} to ${endedAt ?? '…'}`,
    ...section('Parameters', parameters),
    ...section('Data set', dataset),
    ...section('Figures', figures),
    ...(epochs.length === 0
      ? []
      : [
          '',
          'Epochs',
          alignColumns([columns, ...epochs.map((epoch) => columns.map((key) => short(epoch[key] ?? 0)))]),
        ]),
  ].join('\n')
}

function section(title: string, record: Readonly<Record<string, unknown>>): string[] {
  const rows = Object.entries(record).map(([key, value]) => [
    `  ${key}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  return rows.length === 0 ? [] : ['', title, alignColumns(rows)]
}

function short(value: number): string {
  return Number.isInteger(value) ? `${value}` : value.toPrecision(4)
}
