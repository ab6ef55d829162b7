import { describe, expect, it } from 'vitest'
import { DatasetError } from '../../../src/errors.ts'
import type { HeardWindow } from '../../../src/learn/heard-window.ts'
import { learnNormal } from '../../../src/learn/learn-normal.ts'
import type { LearntNormal, NormalLearning } from '../../../src/learn/normal-learning.ts'
import { detectorArrays, judge, NormalDetector } from '../../../src/model/detectors/normal-detector.ts'
import { unpackArrays } from '../../../src/model/detectors/weight-arrays.ts'
import { extractor, FRONT_END, heardMachine, type MachineSound, normalWindows } from '../../machine-sounds.ts'

const LEARNING: NormalLearning = {
  ...FRONT_END,
  name: 'hum',
  version: '1.0.0',
  falseAlarmRate: 0.01,
  heldOut: 'auto',
}

const learn = (windows: readonly HeardWindow[], change: Partial<NormalLearning> = {}): LearntNormal =>
  learnNormal(windows, extractor, { ...LEARNING, ...change })

/** Scores sounds by what was learnt, through the bundle's own numbers. */
function scorer({ draft, files }: LearntNormal): (sound: MachineSound) => number {
  const expected = detectorArrays(extractor, draft.sessions.length)
  const arrays = unpackArrays(files.get(draft.weights) ?? new Uint8Array(), draft.arrays, expected)
  const detector = new NormalDetector(extractor, arrays, draft.calibration.hum)
  return (sound) => judge(detector.measure(heardMachine(sound)), draft.calibration).score
}

const SEEDS = Array.from({ length: 20 }, (_, i) => 900_000 + i)
const raised = (scores: readonly number[]): number => scores.filter((score) => score >= 0.5).length / scores.length

describe('learnNormal', () => {
  const learnt = learn(normalWindows(40))
  const score = scorer(learnt)

  it('lets normal sound pass that it has not heard, at any gain', () => {
    expect(raised(SEEDS.map((seed) => score({ seed })))).toBeLessThanOrEqual(0.1)
    expect(raised(SEEDS.map((seed) => score({ seed, gain: 0.03 })))).toBeLessThanOrEqual(0.1)
  })

  it('raises a whistle by its spectrum and a beat by its modulation', () => {
    expect(raised(SEEDS.map((seed) => score({ seed, whistle: 0.5 })))).toBe(1)
    expect(raised(SEEDS.map((seed) => score({ seed, beat: 0.6 })))).toBe(1)
  })

  it('holds recordings out of a single session, and says that it is single', () => {
    const { report } = learnt
    expect(report.calibration.heldOut).toBe('recording')
    expect(report.stretch).toBeCloseTo(1, 6)
    expect(report.raisedHeldOut).toBeLessThanOrEqual(0.05)
    expect(report.sessions).toMatchObject([{ name: 'monday', windows: 40, raisedUnlearnt: null }])
    expect(report.distances).toEqual([])
    expect(report.remarks.join()).toMatch(/one session/)
    expect(report.remarks.join()).toMatch(/Only 40 windows/)
  })

  it('asks for a higher threshold when false alarms are to be rarer', () => {
    const thresholds = [0.1, 0.01, 0.001].map(
      (falseAlarmRate) => learn(normalWindows(20), { falseAlarmRate }).draft.calibration.combined.threshold,
    )
    expect(thresholds).toEqual(thresholds.toSorted((a, b) => a - b))
  })

  it('writes a bundle that says what it is', () => {
    const { draft, files } = learnt
    expect(draft).toMatchObject({
      kind: 'normal-only',
      labels: [
        { name: 'normal', normal: true },
        { name: 'anomalous', normal: false, thresholds: { raiseAt: 0.5 } },
      ],
      sessions: ['monday'],
      description: expect.stringContaining('40 windows'),
    })
    const numbers = draft.arrays.reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0)
    expect(files.get('detector.bin')).toHaveLength(4 * numbers)
  })

  it('refuses too little, and a single session to be held out', () => {
    expect(() => learn(normalWindows(9))).toThrow(DatasetError)
    expect(() => learn(normalWindows(12).map((window, i) => ({ ...window, recording: `${i % 4}` })))).toThrow(
      /12 windows of 4 recordings are too few/,
    )
    expect(() => learn(normalWindows(10), { heldOut: 'session' })).toThrow(/one session only/)
  })
})

describe('sessions', () => {
  const places = { monday: 0.35, tuesday: 0.5, friday: 0.65 }
  const windows = Object.entries(places).flatMap(([session, darkness]) => normalWindows(15, session, { darkness }))

  it('that were never heard raise alarms when one was learnt, and none when three were', () => {
    const elsewhere = SEEDS.map((seed) => ({ seed, darkness: 0.43 }))
    const ofOne = scorer(learn(normalWindows(15, 'friday', { darkness: 0.65 })))
    const ofThree = scorer(learn(windows))
    expect(raised(elsewhere.map(ofOne))).toBeGreaterThan(0.9)
    expect(raised(elsewhere.map(ofThree))).toBeLessThanOrEqual(0.05)
    expect(raised(elsewhere.map((sound) => ofThree({ ...sound, beat: 0.6 })))).toBe(1)
  })

  it('are held out when there are three, unless all are said to be known', () => {
    const ofUnheard = learn(windows)
    const ofKnown = learn(windows, { heldOut: 'recording' })
    expect(ofUnheard.report.calibration.heldOut).toBe('session')
    expect(ofKnown.report.calibration.heldOut).toBe('recording')
    expect(ofUnheard.report.stretch).toBeGreaterThan(1.5)
    const faint = SEEDS.map((seed) => ({ seed, whistle: 0.03 }))
    const known = raised(faint.map(scorer(ofKnown)))
    expect(known).toBeGreaterThanOrEqual(raised(faint.map(scorer(ofUnheard))))
  })

  it('are compared, and those that are unlike the others are named', () => {
    const { report } = learn([...windows, ...normalWindows(15, 'moved', { darkness: 0.85 })])
    const pair = report.distances.find(({ from, to }) => from === 'monday' && to === 'moved')
    const near = report.distances.find(({ from, to }) => from === 'monday' && to === 'tuesday')
    expect(report.distances).toHaveLength(6)
    expect(pair?.rmsDb).toBeGreaterThan(3 * (near?.rmsDb ?? Number.POSITIVE_INFINITY))
    expect(report.sessions.find(({ name }) => name === 'moved')?.raisedUnlearnt).toBe(1)
    expect(report.remarks.join('\n')).toMatch(/Session moved is unlike the others/)
  })

  it('that change while they go on are said to drift', () => {
    const steady = normalWindows(30)
    const drifting = Array.from({ length: 30 }, (_, i): HeardWindow => {
      const sound = heardMachine({ seed: 700_000 + i, darkness: 0.3 + 0.012 * i })
      return { session: 'tuesday', recording: `${i}`, sound }
    })
    const { sessions, remarks } = learn([...steady, ...drifting]).report
    expect(sessions[0]?.drift).toMatchObject({ isDrifting: false })
    expect(sessions[1]?.drift).toMatchObject({ isDrifting: true })
    expect(remarks.filter((remark) => /drifts/.test(remark))).toEqual([expect.stringContaining('session tuesday')])
  })

  it('are not too many', () => {
    const many = Array.from({ length: 21 }, (_, i) => normalWindows(1, `day ${i}`)).flat()
    expect(() => learn(many)).toThrow(/21 sessions are more than 20/)
  })
})
