import type { AlarmExplanation, AlarmReason, AlarmTransition, LabelJudgement } from '../../detect/explanation.ts'
import type { ModelIdentity } from '../../model/verdict.ts'
import type { JudgedWindow } from '../source-status.ts'

export type AlarmStateKind = 'quiet' | 'raised' | 'stale'

/** What successive windows of a source have in common: it changes with the model and with the rule. */
export interface RowContext {
  readonly model: ModelIdentity
  /** All labels of the bundle, in the order of the probabilities. */
  readonly labels: readonly string[]
  /** Those that are judged, with their thresholds; `score` says nothing. */
  readonly judged: readonly LabelJudgement[]
  readonly raise: { readonly n: number; readonly of: number }
  readonly clear: { readonly n: number; readonly of: number }
  readonly detectors: readonly { readonly name: string; readonly threshold: number }[]
  readonly nProbabilities: number
}

/** The texts that verdicts of one context use: few. */
export type Texts = { readonly label: string; readonly message: string }[]

const STATES: readonly AlarmStateKind[] = ['quiet', 'raised', 'stale']
const TRANSITIONS: readonly AlarmTransition[] = ['none', 'raised', 'cleared', 'stale']
const REASONS: readonly AlarmReason[] = [
  'raised',
  'resumed',
  'cleared',
  'silent',
  'nothing-changed',
  'below-raise-threshold',
  'above-clear-threshold',
  'too-few-windows',
  'cooldown',
  'silenced',
  'minimum-hold',
]
const INDICATORS = [
  'rmsDbfs',
  'spectralCentroidHz',
  'spectralFlatness',
  'spectralRolloffHz',
  'crestFactor',
  'zeroCrossingsPerSecond',
] as const

// Where each value lies in a row. @unit bytes
const START = 0
const LENGTH = 8
const SCORE = 12
const HOLD = 16
const COOLDOWN = 20
const INFERENCE = 24
const FIRST_INDICATOR = 28
const MET = 52
const TEXT = 54
const REASON = 55
const TRANSITION = 56
const STATE = 57
const FLAGS = 58
const FIRST_SCORE = 60
const IS_ANOMALY = 1
const IS_TOWARDS_CLEAR = 2

/** @unit bytes */
export function rowBytes({ nProbabilities, detectors }: RowContext): number {
  // Rows begin at whole eights, for the time.
  return 8 * Math.ceil((FIRST_SCORE + 4 * (nProbabilities + detectors.length)) / 8)
}

/** @param text - Index of the verdict's texts. */
export function writeRow(
  view: DataView,
  at: number,
  { verdict, explanation }: JudgedWindow,
  context: RowContext,
  { text, state }: { readonly text: number; readonly state: AlarmStateKind },
): void {
  const { window, indicators } = verdict
  view.setFloat64(at + START, window.startMs, true)
  view.setFloat32(at + LENGTH, window.endMs - window.startMs, true)
  view.setFloat32(at + SCORE, verdict.score, true)
  view.setFloat32(at + HOLD, explanation.holdRemainingMs, true)
  view.setFloat32(at + COOLDOWN, explanation.cooldownRemainingMs, true)
  view.setFloat32(at + INFERENCE, verdict.inferenceMs, true)
  INDICATORS.forEach((name, i) => {
    view.setFloat32(at + FIRST_INDICATOR + 4 * i, indicators[name], true)
  })
  view.setUint16(at + MET, explanation.windows.met, true)
  view.setUint8(at + TEXT, text)
  view.setUint8(at + REASON, REASONS.indexOf(explanation.reason))
  view.setUint8(at + TRANSITION, TRANSITIONS.indexOf(explanation.transition))
  view.setUint8(at + STATE, STATES.indexOf(state))
  const isTowardsClear = explanation.windows.towards === 'clear'
  view.setUint8(at + FLAGS, (verdict.anomaly ? IS_ANOMALY : 0) | (isTowardsClear ? IS_TOWARDS_CLEAR : 0))
  const scores = [...verdict.probabilities, ...(verdict.scores ?? []).map(({ value }) => value)]
  for (let i = 0; i < context.nProbabilities + context.detectors.length; i += 1) {
    view.setFloat32(at + FIRST_SCORE + 4 * i, scores[i] ?? 0, true)
  }
}

export function startMsOf(view: DataView, at: number): number {
  return view.getFloat64(at + START, true)
}

export function endMsOf(view: DataView, at: number): number {
  return startMsOf(view, at) + view.getFloat32(at + LENGTH, true)
}

/** What a row holds, all but the explanation of the sound; and the alarm after it. */
export function readRow(
  view: DataView,
  at: number,
  source: string,
  context: RowContext,
  texts: Texts,
): JudgedWindow & { readonly state: AlarmStateKind } {
  const number = (offset: number): number => Number(view.getFloat32(at + offset, true).toPrecision(7))
  const score = (i: number): number => number(FIRST_SCORE + 4 * i)
  const flags = view.getUint8(at + FLAGS)
  const { label = '', message = '' } = texts[view.getUint8(at + TEXT)] ?? {}
  const probabilities = Array.from({ length: context.nProbabilities }, (_, i) => score(i))
  const scores = context.detectors.map((detector, i) => ({ ...detector, value: score(context.nProbabilities + i) }))
  const indicator = (name: (typeof INDICATORS)[number]): number =>
    number(FIRST_INDICATOR + 4 * INDICATORS.indexOf(name))
  const verdict = {
    source,
    label,
    message,
    anomaly: (flags & IS_ANOMALY) !== 0,
    score: number(SCORE),
    probabilities,
    ...(scores.length > 0 ? { scores } : {}),
    model: context.model,
    window: { startMs: startMsOf(view, at), endMs: endMsOf(view, at) },
    indicators: {
      rmsDbfs: indicator('rmsDbfs'),
      spectralCentroidHz: indicator('spectralCentroidHz'),
      spectralFlatness: indicator('spectralFlatness'),
      spectralRolloffHz: indicator('spectralRolloffHz'),
      crestFactor: indicator('crestFactor'),
      zeroCrossingsPerSecond: indicator('zeroCrossingsPerSecond'),
    },
    inferenceMs: number(INFERENCE),
  }
  const towards = (flags & IS_TOWARDS_CLEAR) === 0 ? 'raise' : 'clear'
  const explanation: AlarmExplanation = {
    transition: TRANSITIONS[view.getUint8(at + TRANSITION)] ?? 'none',
    reason: REASONS[view.getUint8(at + REASON)] ?? 'nothing-changed',
    labels: context.judged.map((judged) => {
      const index = probabilities.length === 0 ? -1 : context.labels.indexOf(judged.label)
      return { ...judged, score: probabilities[index] ?? verdict.score }
    }),
    windows: { ...(towards === 'raise' ? context.raise : context.clear), towards, met: view.getUint16(at + MET, true) },
    holdRemainingMs: number(HOLD),
    cooldownRemainingMs: number(COOLDOWN),
  }
  return { verdict, explanation, state: STATES[view.getUint8(at + STATE)] ?? 'quiet' }
}
