import type { ErrorBody } from '../errors.ts'
import { DriftWatch } from '../model/detectors/drift-watch.ts'
import type { NormalOnlyManifest } from '../model/normal-only-manifest.ts'
import type { Scorer } from '../model/scorer.ts'
import type { Verdict } from '../model/verdict.ts'
import { alignColumns } from './text-table.ts'

/** What is said of one recording: a verdict, or why there is none. */
export type ScoreRow = { readonly file: string } & (Verdict | ErrorBody)

type Bundle = Pick<Scorer, 'manifest' | 'identity' | 'engineName' | 'engineNote'>

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
      const drift = bundle.manifest.kind === 'normal-only' ? describeDrift(rows) : ''
      const engine = bundle.engineName + (bundle.engineNote === undefined ? '' : ` (${bundle.engineNote})`)
      console.error(`\n${scored} of ${rows.length} scored by ${name} ${version} on engine ${engine}${drift}`)
      break
    }
  }
}

/** @see RFC 4180. */
export function toCsv(rows: readonly ScoreRow[], { manifest }: Pick<Bundle, 'manifest'>): string {
  const details =
    manifest.kind === 'normal-only' ? detailsOfNormal(manifest) : manifest.labels.map(({ name }) => `p_${name}`)
  const header = ['file', 'label', 'message', 'anomaly', 'score', ...details]
  const lines = rows.map((row) =>
    'error' in row
      ? [row.file, ...header.slice(1).map(() => ''), row.error.code, row.error.message]
      : [row.file, row.label, row.message, row.anomaly, row.score, ...detailsOf(row), '', ''],
  )
  return [[...header, 'error_code', 'error_message'], ...lines].map((line) => line.map(quote).join(',')).join('\r\n')
}

/** What a detector without probabilities says beside its score. */
function detailsOfNormal({ calibration }: NormalOnlyManifest): string[] {
  return ['spectrum', 'modulation', ...(calibration.hum ? ['hum'] : []), 'explanation']
}

function detailsOf({ probabilities, scores, explanation }: Verdict): readonly (string | number)[] {
  if (scores === undefined) return probabilities
  return [...scores.map(({ value }) => value), explanation?.summary ?? '']
}

function quote(value: string | number | boolean): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function reasonOf({ probabilities, explanation }: Verdict): string {
  return explanation?.summary ?? probabilities.map((p) => p.toFixed(4)).join(' ')
}

/** Whether recordings that are called normal have, all together, moved away from what was learnt. */
function describeDrift(rows: readonly ScoreRow[]): string {
  const watch = new DriftWatch(rows.length)
  for (const row of rows) if (!('error' in row) && !row.anomaly) watch.add(row.score)
  if (!watch.state?.isDrifting) return ''
  return (
    `\nDrift: half of the normal recordings score ${watch.state.medianScore.toFixed(2)} or more, half-way to the ` +
    'threshold. If the machine is well, learn again with recordings of today.'
  )
}

export function toTable(rows: readonly ScoreRow[]): string {
  const cells = [
    ['file', 'verdict', 'score', rows.some((row) => 'scores' in row) ? 'why' : 'probabilities'],
    ...rows.map((row) =>
      'error' in row
        ? [row.file, 'not scored', '', `${row.error.message} [${row.error.code}]`]
        : [row.file, row.message, row.score.toFixed(4), reasonOf(row)],
    ),
  ]
  return alignColumns(cells)
}
