import { flag, quota, real, text } from '../key.ts'

/** Where everything that is kept over restarts lies, but for the outbox. */
export const DATA = {
  directory: text({
    doc: 'Folder for recordings of alarms, reviews, history and what was applied on the page; on a device, one that outlives the container.',
    default: 'data',
    pattern: /./,
    form: 'a path',
  }),
} as const

/** Recordings of alarms. */
export const EVIDENCE = {
  enabled: flag({ doc: 'Whether to keep the sound of alarms.', default: true }),
  beforeSeconds: real({
    doc: 'How much is kept of the time before the alarm. All of it, and a window at least, is held in memory for every source: 2 bytes a sample, 4 where 16 bits do not hold it.',
    unit: 's',
    default: 12,
    minimum: 1,
    maximum: 60,
  }),
  afterSeconds: real({
    doc: 'How much is kept of the time after it.',
    unit: 's',
    default: 10,
    minimum: 0,
    maximum: 120,
  }),
  maxBytes: quota(
    'Most that recordings may take; then the oldest go, but never the last one of an alarm that stands.',
    256 * 1024 * 1024,
  ),
} as const

/** What people said of alarms. */
export const REVIEWS = {
  maxBytes: quota(
    'Most that the recordings of reviewed alarms may take; then the oldest go, and their reviews stay.',
    1024 * 1024 * 1024,
  ),
} as const

/** Every window's scores, so that other thresholds can be tried on them. */
export const HISTORY = {
  maxBytes: quota(
    'Most that the history of windows may take, some 20 bytes a window (12 MB a week for one source); then the oldest go.',
    256 * 1024 * 1024,
  ),
  maxAgeDays: real({
    doc: 'How far back it goes.',
    unit: 'days',
    default: 7,
    minimum: 1,
    maximum: 60,
  }),
} as const
