import type { SourceStatus } from '../../pipeline/source-status.ts'

/** The state of a source: what is worst comes first. */
export type Sign = 'raised' | 'stale' | 'silent' | 'anomalous' | 'listening' | 'normal'

export function signOf({ alarm, state, last }: SourceStatus): Sign {
  if (alarm.state !== 'quiet') return alarm.state
  if (state === 'silent') return 'silent'
  if (last === null) return 'listening'
  return last.verdict.anomaly ? 'anomalous' : 'normal'
}

/** A sign and a word each: colour is never the only one. */
export const GLYPHS: Readonly<Record<Sign, string>> = {
  raised: '▲',
  stale: '◌',
  silent: '◌',
  anomalous: '●',
  listening: '…',
  normal: '✓',
}

/** The same beside its sign, where there is room for a word or two: what was heard, while it is heard. */
export function describeBriefly(status: SourceStatus): string {
  const sign = signOf(status)
  if (sign === 'raised') return status.alarm.label ?? ''
  if (sign === 'stale') return `Stale: ${status.alarm.label}`
  const isHeard = sign === 'normal' || sign === 'anomalous'
  return isHeard && status.last ? status.last.verdict.message : describeState(status)
}

export function describeState(status: SourceStatus): string {
  const { label } = status.alarm
  switch (signOf(status)) {
    case 'raised':
      return `Alarm: ${label}`
    case 'stale':
      return `Alarm, stale: ${label}`
    case 'silent':
      return 'Silent'
    case 'listening':
      return 'Listening'
    case 'anomalous':
      return 'Anomalous, no alarm yet'
    case 'normal':
      return 'Normal'
  }
}
