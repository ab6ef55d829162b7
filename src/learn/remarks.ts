import type { LearningReport, SessionReport } from './learning-report.ts'

/** Fewer leave the thresholds to chance. */
const ENOUGH_WINDOWS = 60
/** Sessions that others would raise as often sound like another machine. */
const FOREIGN_FROM = 0.2
/** A threshold so many times as far as that of known sessions overlooks small faults. */
const STRETCHED_FROM = 2

/** What to know before relying on a detector, in sentences. */
export function remarksOn(report: Omit<LearningReport, 'remarks'>): string[] {
  return [
    ...remarkOnWindows(report),
    ...remarkOnSessions(report),
    ...report.sessions.flatMap(remarkOnForeign),
    ...remarkOnStretch(report),
    ...report.sessions.flatMap(remarkOnDrift),
  ]
}

function remarkOnWindows({ windows, calibration }: Omit<LearningReport, 'remarks'>): string[] {
  if (windows >= ENOUGH_WINDOWS) return []
  const rate = percent(calibration.falseAlarmRate)
  return [
    `Only ${windows} windows were heard: thresholds for ${rate} of false alarms are rough below ${ENOUGH_WINDOWS}.`,
  ]
}

function remarkOnSessions({ sessions }: Omit<LearningReport, 'remarks'>): string[] {
  if (sessions.length === 1) {
    return [
      'All windows are of one session: another day, place of the microphone or duty point may sound like a fault. ' +
        'Learn from three sessions or more.',
    ]
  }
  return sessions.length === 2
    ? ['Of two sessions nobody can tell how far a third may be. Learn from three or more.']
    : []
}

function remarkOnForeign({ name, raisedUnlearnt }: SessionReport): string[] {
  if (raisedUnlearnt === null || raisedUnlearnt < FOREIGN_FROM) return []
  return [
    `Session ${name} is unlike the others: a detector that had not heard it would raise ${percent(raisedUnlearnt)} of it.`,
  ]
}

function remarkOnStretch({ stretch, calibration }: Omit<LearningReport, 'remarks'>): string[] {
  if (stretch < STRETCHED_FROM) return []
  const times = stretch.toFixed(1)
  return calibration.heldOut === 'session'
    ? [
        `So that a session never heard stays quiet, the threshold lies ${times} times as far as known sessions need: ` +
          'faults smaller than the difference between sessions are overlooked. More sessions help; where every way to ' +
          'run has been heard, hold out recordings instead (--hold-out recording).',
      ]
    : [`A session never heard would need a threshold ${times} times as far: expect alarms when something changes.`]
}

function remarkOnDrift({ name, drift }: SessionReport): string[] {
  if (!drift?.isDrifting) return []
  const { fromHz, toHz } = drift.band
  return [
    `The sound of session ${name} drifts: its second half differs by ${drift.rmsDb.toFixed(1)} dB, most at ` +
      `${Math.round(fromHz)} to ${Math.round(toHz)} Hz (${drift.bandDb > 0 ? '+' : ''}${drift.bandDb.toFixed(1)} dB).`,
  ]
}

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.095 && share > 0 ? 1 : 0)} %`
