import { accuracyOf, countConfusion, type LabelFigures, labelFigures, type Told } from './confusion.ts'
import { type Floors, measureFloors } from './floors.ts'
import type { JudgedClip, Judgement } from './judged-clip.ts'
import { ANOMALY_ROWS, type LabelScheme } from './label-scheme.ts'
import { areasOf } from './roc.ts'

/** How good the decisions on normal and abnormal are, at the bundle's own thresholds. */
export interface DetectionFigures {
  /** Share of right decisions, 0..1. */
  readonly accuracy: number | null
  /** `[[normal called normal, normal called abnormal], [abnormal called normal, abnormal called abnormal]]` */
  readonly confusion: readonly (readonly number[])[]
  /** Share of the normal that is called abnormal; null without any. */
  readonly falseAlarmRate: number | null
  /** Share of the abnormal that is found; null without any. */
  readonly detectionRate: number | null
}

/** How good a bundle is on some recordings. */
export interface Figures {
  readonly clips: number
  /** Share of right answers at the level that labels allow, see {@link LabelScheme}; null without any. */
  readonly accuracy: number | null
  /** `confusion[actual][predicted]` in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[]
  readonly labels: readonly string[]
  readonly perLabel: readonly LabelFigures[]
  readonly detection: DetectionFigures
  /** Of the anomaly score, normal against all else; null without both. */
  readonly auc: number | null
  /** As `auc`, up to a tenth of false alarms, standardised (McClish). */
  readonly pauc: number | null
}

type Judge = (clip: JudgedClip) => Judgement

export function figuresOf(clips: readonly JudgedClip[], scheme: LabelScheme, judge: Judge): Figures {
  const detection = countConfusion(
    clips.map((clip) => tellAnomaly(clip, judge)),
    ANOMALY_ROWS,
  )
  const compared = clips.filter(({ label }) => scheme.compared.includes(label))
  const confusion =
    scheme.level === 'anomaly'
      ? detection
      : countConfusion(
          compared.map((clip) => ({ actual: clip.label, predicted: judge(clip).label })),
          scheme.rows,
        )
  const [normal, abnormal] = labelFigures(detection)
  return {
    clips: clips.length,
    accuracy: accuracyOf(confusion),
    confusion: confusion.counts,
    labels: confusion.labels,
    perLabel: labelFigures(confusion),
    detection: {
      accuracy: accuracyOf(detection),
      confusion: detection.counts,
      falseAlarmRate: typeof normal?.recall === 'number' ? 1 - normal.recall : null,
      detectionRate: abnormal?.recall ?? null,
    },
    ...scoreAreas(clips, judge),
  }
}

/** Some recordings' figures beside their floors. */
export interface ComparedAreas {
  readonly clips: number
  readonly normal: number
  readonly abnormal: number
  readonly auc: number | null
  readonly pauc: number | null
  readonly floors: Floors
}

export interface FaultFigures extends ComparedAreas {
  readonly label: string
}

/** Each abnormal label against everything normal. */
export function figuresPerFault(clips: readonly JudgedClip[], judge: Judge): FaultFigures[] {
  const faults = new Set(clips.filter(({ isAbnormal }) => isAbnormal).map(({ label }) => label))
  return [...faults].map((label) => ({
    label,
    ...compareAreas(
      clips.filter((clip) => !clip.isAbnormal || clip.label === label),
      judge,
    ),
  }))
}

export interface MachineFigures extends ComparedAreas {
  /** null: the recordings whose path names no machine. */
  readonly machine: string | null
  readonly accuracy: number | null
}

/** Each machine by itself; empty when no path names one. */
export function figuresPerMachine(clips: readonly JudgedClip[], scheme: LabelScheme, judge: Judge): MachineFigures[] {
  const machines = [...new Set(clips.map(({ machine }) => machine))].sort((a, b) => (a ?? '~').localeCompare(b ?? '~'))
  if (machines.every((machine) => machine === null)) return []
  return machines.map((machine) => {
    const own = clips.filter((clip) => clip.machine === machine)
    return { machine, accuracy: figuresOf(own, scheme, judge).accuracy, ...compareAreas(own, judge) }
  })
}

function compareAreas(clips: readonly JudgedClip[], judge: Judge): ComparedAreas {
  const abnormal = clips.filter(({ isAbnormal }) => isAbnormal).length
  return {
    clips: clips.length,
    normal: clips.length - abnormal,
    abnormal,
    ...scoreAreas(clips, judge),
    floors: measureFloors(clips),
  }
}

function scoreAreas(clips: readonly JudgedClip[], judge: Judge): { auc: number | null; pauc: number | null } {
  const areas = areasOf(clips.map((clip) => ({ score: judge(clip).score, isAbnormal: clip.isAbnormal })))
  return areas ?? { auc: null, pauc: null }
}

function tellAnomaly(clip: JudgedClip, judge: Judge): Told {
  const [normal, abnormal] = ANOMALY_ROWS
  return {
    actual: clip.isAbnormal ? abnormal : normal,
    predicted: judge(clip).anomaly ? abnormal : normal,
  }
}
