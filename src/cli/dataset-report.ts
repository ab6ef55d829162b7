import type { DatasetSummary } from '../train/dataset-summary.ts'
import { alignColumns } from './text-table.ts'

/** What a dry run says of a data set, for people. */
export function describeDataset(root: string, summary: DatasetSummary): string {
  const { counts, sampleRatesHz, durationSeconds, originals, unreadable } = summary
  const recordings = counts.reduce((sum, count) => sum + count.recordings, 0)
  const table = alignColumns([
    ['machine', 'label', 'recordings', 'minutes'],
    ...counts.map(({ machine, label, recordings: n, seconds }) => [
      machine ?? '(not named)',
      label,
      `${n}`,
      (seconds / 60).toFixed(1),
    ]),
  ])
  const rates = [...sampleRatesHz].sort(([a], [b]) => a - b).map(([hz, n]) => `${hz} Hz (${n})`)
  return [
    `${root}: ${summary.layout}`,
    table,
    `${recordings} recordings${originals < recordings ? ` of ${originals} originals` : ''}, ` +
      `${durationSeconds.shortest.toFixed(1)} to ${durationSeconds.longest.toFixed(1)} s, at ${rates.join(', ') || 'no rate'}`,
    ...unreadable.map(({ file, message }) => `cannot be read: ${file}: ${message}`),
  ].join('\n')
}
