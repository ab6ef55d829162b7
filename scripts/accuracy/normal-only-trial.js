// One trial of the normal-only detector: hear, learn, judge; and the measures that a trial is reported by.

import { learnNormal } from '../../dist/learn/learn-normal.js'
import { normalFrontEnd } from '../../dist/learn/normal-settings.js'
import { detectorArrays, judge, NormalDetector } from '../../dist/model/detectors/normal-detector.js'
import { NormalSoundExtractor } from '../../dist/model/detectors/normal-sound.js'
import { unpackArrays } from '../../dist/model/detectors/weight-arrays.js'

const WINDOW_SECONDS = 10
const extractors = new Map()

function extractorOf(sampleRateHz) {
  const frontEnd = normalFrontEnd(sampleRateHz, WINDOW_SECONDS)
  const made = extractors.get(sampleRateHz) ?? new NormalSoundExtractor(sampleRateHz, frontEnd.features, WINDOW_SECONDS)
  extractors.set(sampleRateHz, made)
  return made
}

/** What a detector looks at, and the level, which it does not look at. */
export function hear(y, sampleRateHz) {
  const power = y.reduce((sum, value) => sum + value * value, 0) / y.length
  return { sound: extractorOf(sampleRateHz).extract(y), levelDb: 10 * Math.log10(power), sampleRateHz }
}

export const levelDb = (heard) => heard.levelDb

/** Learn from windows `{sound, session, recording}` and judge others, through the bundle's own file of numbers. */
export function learnAndJudge(windows, { heldOut = 'auto' } = {}) {
  const { sampleRateHz } = windows[0]
  const extractor = extractorOf(sampleRateHz)
  const { draft, files, report } = learnNormal(windows, extractor, {
    ...normalFrontEnd(sampleRateHz, WINDOW_SECONDS),
    name: 'trial',
    version: '1',
    falseAlarmRate: 0.01,
    heldOut,
  })
  const expected = detectorArrays(extractor, draft.sessions.length)
  const arrays = unpackArrays(files.get(draft.weights), draft.arrays, expected)
  const detector = new NormalDetector(extractor, arrays, draft.calibration.hum)
  return {
    report,
    judge({ sound }) {
      const { score, scores } = judge(detector.measure(sound), draft.calibration)
      return { score, ...Object.fromEntries(scores.map(({ name, value }) => [name, value])) }
    },
  }
}

/** Probability that a faulty one scores above a healthy one; ties count half. */
export function areaUnderCurve(healthy, faulty) {
  let wins = 0
  for (const high of faulty) for (const low of healthy) wins += high > low ? 1 : high === low ? 0.5 : 0
  return wins / (healthy.length * faulty.length)
}

/** What loudness alone reaches, in whichever direction is better. */
export function floorOf(healthy, faulty) {
  const auc = areaUnderCurve(healthy, faulty)
  return Math.max(auc, 1 - auc)
}

export const shareAbove = (scores) => scores.filter((score) => score >= 0.5).length / scores.length

export function printTable(headings, rows) {
  for (const cells of [headings, headings.map(() => '---'), ...rows]) console.log(`| ${cells.join(' | ')} |`)
}
