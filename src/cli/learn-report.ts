import type { LearningReport, SessionDistance } from '../learn/learning-report.ts'
import type { HeardNormal } from '../train/learn/hear-recordings.ts'
import type { NormalRecordings } from '../train/learn/normal-recordings.ts'

/** More pairs are no longer read: the farthest are shown. */
const MOST_PAIRS = 6

/** What was found and heard. */
export function describeFound({ recordings, leftOut }: NormalRecordings, heard: HeardNormal): string {
  const { collector, frontEnd, tooShort, upsampled } = heard
  const { sampleRateHz } = frontEnd.audio
  const lines = [
    `${count(recordings.length, 'recording')}, ${count(collector.windowCount, 'window')} of ` +
      `${frontEnd.window.lengthSeconds} s at ${sampleRateHz} Hz, ${count(collector.sessions.length, 'session')}`,
  ]
  if (leftOut > 0) lines.push(`${leftOut} left out: their paths say that they are not of normal sound`)
  if (tooShort.length > 0) lines.push(`${tooShort.length} too short, the first ${tooShort[0]}`)
  if (collector.silentCount > 0) lines.push(`${count(collector.silentCount, 'window')} of digital silence left out`)
  if (upsampled.length > 0) {
    lines.push(`${upsampled.length} have less than ${sampleRateHz} Hz (${upsampled[0]}): give a lower --sample-rate`)
  }
  return lines.join('\n')
}

/** What was learnt, and what it can and cannot promise. */
export function describeLearnt(report: LearningReport, fitSeconds: number): string {
  const { calibration, windows, raisedHeldOut } = report
  const { spectrum, modulation, hum, combined, heldOut, falseAlarmRate } = calibration
  return [
    `Fitted in ${fitSeconds.toFixed(1)} s. Thresholds by held-out ${heldOut}s, for ${percent(falseAlarmRate)} of false alarms:`,
    `  spectrum    ${spectrum.threshold.toFixed(2)} deviations above the median normal window`,
    `  modulation  ${modulation.threshold.toFixed(2)}`,
    ...(hum ? [`  hum         ${hum.threshold.toFixed(2)}, of mains of ${hum.mainsHz} Hz`] : []),
    `  together    ${combined.threshold.toFixed(2)} in sum; score 0.5 in verdicts`,
    `  held-out windows that reach it: ${Math.round(raisedHeldOut * windows)} of ${windows}`,
    ...sessionLines(report),
    '',
    'Sounds that change, it hears; which fault it is, it cannot say. A sound that is only louder or softer as a whole',
    'it does not hear, nor a fault that was there when it learnt.',
    ...report.remarks.map((remark) => `! ${remark}`),
  ].join('\n')
}

function sessionLines({ sessions, distances }: LearningReport): string[] {
  const width = Math.max(...sessions.map(({ name }) => name.length))
  const lines = sessions.map(({ name, windows, raisedUnlearnt, drift }) => {
    const raised = raisedUnlearnt === null ? '' : `, ${percent(raisedUnlearnt)} raised had it not been learnt`
    const drifting =
      drift === null ? '' : `, ${drift.isDrifting ? 'drifts' : 'no drift'} (${drift.shift.toFixed(1)} deviations)`
    return `  ${name.padEnd(width)}  ${count(windows, 'window')}${raised}${drifting}`
  })
  const farthest = distances.toSorted((a, b) => b.rmsDb - a.rmsDb).slice(0, MOST_PAIRS)
  return ['Sessions:', ...lines, ...farthest.map(describeDistance)]
}

function describeDistance({ from, to, rmsDb, band, bandDb }: SessionDistance): string {
  const sign = bandDb > 0 ? '+' : ''
  return (
    `  ${from} to ${to}: ${rmsDb.toFixed(1)} dB on average, most at ` +
    `${Math.round(band.fromHz)} to ${Math.round(band.toHz)} Hz (${sign}${bandDb.toFixed(1)} dB)`
  )
}

const percent = (share: number): string => `${+(100 * share).toPrecision(2)} %`

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`
