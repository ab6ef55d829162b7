import type { ErrorBody } from '../errors.ts'
import type { Scorer } from '../model/scorer.ts'
import type { Verdict } from '../model/verdict.ts'

/** What is said of one recording: a verdict, or why there is none. */
export type ScoreRow = { readonly file: string } & (Verdict | ErrorBody)

type Bundle = Pick<Scorer, 'manifest' | 'identity' | 'engineName'>

/** Print to standard output; in the table, what was used goes to standard error. */
export function printReport(rows: readonly ScoreRow[], bundle: Bundle, form: 'json' | 'csv' | 'table'): void {
  switch (form) {
    case 'json':
      console.log(JSON.stringify(rows, null, 2))
      break
    case 'csv':
      console.log(toCsv(rows, bundle))
      break
    case 'table': {
      console.log(toTable(rows))
      const { name, version } = bundle.identity
      const scored = rows.filter((row) => !('error' in row)).length
      console.error(`\n${scored} of ${rows.length} scored by ${name} ${version} on engine ${bundle.engineName}`)
      break
    }
  }
}

/** @see RFC 4180. */
export function toCsv(rows: readonly ScoreRow[], { manifest }: Pick<Bundle, 'manifest'>): string {
  const header = ['file', 'label', 'message', 'anomaly', 'score', ...manifest.labels.map(({ name }) => `p_${name}`)]
  const lines = rows.map((row) =>
    'error' in row
      ? [row.file, ...header.slice(1).map(() => ''), row.error.code, row.error.message]
      : [row.file, row.label, row.message, row.anomaly, row.score, ...row.probabilities, '', ''],
  )
  return [[...header, 'error_code', 'error_message'], ...lines].map((line) => line.map(quote).join(',')).join('\r\n')
}

function quote(value: string | number | boolean): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export function toTable(rows: readonly ScoreRow[]): string {
  const cells = [
    ['file', 'verdict', 'score', 'probabilities'],
    ...rows.map((row) =>
      'error' in row
        ? [row.file, 'not scored', '', `${row.error.message} [${row.error.code}]`]
        : [row.file, row.message, row.score.toFixed(4), row.probabilities.map((p) => p.toFixed(4)).join(' ')],
    ),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)))
  return cells
    .map((line) =>
      line
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
