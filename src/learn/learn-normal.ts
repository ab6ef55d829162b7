import { DatasetError } from '../errors.ts'
import type { NormalSoundExtractor } from '../model/detectors/normal-sound.ts'
import type { NormalCalibration } from '../model/normal-only-manifest.ts'
import { calibrate, combine } from './calibrate.ts'
import { compareSessions, findDrift } from './compare-sessions.ts'
import { describeDetector } from './describe-detector.ts'
import { type HeardWindow, sessionsOf } from './heard-window.ts'
import { HoldOut } from './hold-out.ts'
import type { LearningReport } from './learning-report.ts'
import type { LearntNormal, NormalLearning } from './normal-learning.ts'
import { remarksOn } from './remarks.ts'
import { tailThreshold } from './tail-threshold.ts'

const LEAST_WINDOWS = 10
const LEAST_RECORDINGS = 5
/** Covariances of every part are in memory at once. */
const MOST_SESSIONS = 20
/** From this many sessions on, one that is held out says something of the next. */
const SESSIONS_TO_HOLD_OUT = 3

/**
 * Learn from windows of normal sound only.
 *
 * @param windows - Sessions in their order, windows of a session in the order of their recording.
 * @throws {@link DatasetError} when they are too few, or of too many sessions.
 */
export function learnNormal(
  windows: readonly HeardWindow[],
  extractor: NormalSoundExtractor,
  learning: NormalLearning,
): LearntNormal {
  const sessions = sessionsOf(windows)
  const recordings = new Set(windows.map(({ session, recording }) => JSON.stringify([session, recording]))).size
  refuseTooLittle(windows.length, recordings, sessions.length)

  const heldOut = chooseHeldOut(learning.heldOut, sessions.length)
  const holdOut = new HoldOut(windows, extractor)
  const known = holdOut.distances('recording')
  const unheard = sessions.length > 1 ? holdOut.distances('session') : known
  const { falseAlarmRate } = learning
  const byRecording = calibrate(known, falseAlarmRate)
  const distances = heldOut === 'session' ? unheard : known
  const scale = heldOut === 'session' ? calibrate(unheard, falseAlarmRate) : byRecording
  const baselines = holdOut.fitAll()
  const { hum: risen, ...ofDistances } = scale
  const calibration: NormalCalibration = {
    falseAlarmRate,
    heldOut,
    ...ofDistances,
    ...(risen &&
      baselines.hum && { hum: { ...risen, mainsHz: baselines.hum.mainsHz, mostRise: baselines.hum.mostRise } }),
  }

  /** Each window as one that knows the other sessions hears it, on the scale of those that are known. */
  const unheardSums = unheard.map((distance) => combine(distance, byRecording))
  const { combined } = byRecording
  const found: Omit<LearningReport, 'remarks'> = {
    windows: windows.length,
    recordings,
    sessions: sessions.map((name) => {
      const indices = [...windows.keys()].filter((i) => windows[i]?.session === name)
      const sounds = indices.flatMap((i) => windows[i]?.sound ?? [])
      const sums = indices.map((i) => unheardSums[i] ?? 0)
      return {
        name,
        windows: indices.length,
        raisedUnlearnt: sessions.length === 1 ? null : shareOf(sums, (sum) => sum >= combined.threshold),
        drift: findDrift(sounds, extractor),
      }
    }),
    distances: compareSessions(windows, sessions, extractor),
    calibration,
    raisedHeldOut: shareOf(distances, (distance) => combine(distance, scale) >= scale.combined.threshold),
    stretch: (tailThreshold(unheardSums, falseAlarmRate) - combined.median) / (combined.threshold - combined.median),
  }
  const report = { ...found, remarks: remarksOn(found) }
  const described = describeDetector({ baselines, windows, extractor, sessions, learning, calibration })
  return { ...described, report }
}

function refuseTooLittle(windows: number, recordings: number, sessions: number): void {
  if (windows < LEAST_WINDOWS || recordings < LEAST_RECORDINGS) {
    throw new DatasetError(
      `${windows} windows of ${recordings} recordings are too few to learn what is normal: give at least ` +
        `${LEAST_WINDOWS} windows of ${LEAST_RECORDINGS} recordings (of a long one each minute counts), better 60`,
    )
  }
  if (sessions > MOST_SESSIONS) {
    throw new DatasetError(`${sessions} sessions are more than ${MOST_SESSIONS}; put those that are alike together`)
  }
}

function chooseHeldOut(wish: NormalLearning['heldOut'], sessions: number): NormalCalibration['heldOut'] {
  if (wish === 'session' && sessions === 1) throw new DatasetError('there is one session only: it cannot be held out')
  if (wish !== 'auto') return wish
  return sessions >= SESSIONS_TO_HOLD_OUT ? 'session' : 'recording'
}

function shareOf<T>(items: readonly T[], isCounted: (item: T) => boolean): number {
  return items.filter(isCounted).length / items.length
}
