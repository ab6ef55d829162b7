import type { LabelJudgement } from '../../detect/explanation.ts'
import { decibel, minus, percent } from '../format.ts'
import type { View } from '../sound/sound-track.ts'
import { Chart } from './chart.tsx'
import { curvesOf, limitsOfLabels, limitsOfScores } from './curves.ts'
import { type WindowHistory, windowNear } from './window-history.ts'

interface ChartsProps {
  readonly history: WindowHistory
  /** Labels with the thresholds that hold now. */
  readonly judged: readonly LabelJudgement[]
  readonly view: View
  readonly pickedMs: number | undefined
  readonly onPick: (startMs: number) => void
}

const level = (value: number): string => decibel(value)
const score = (value: number): string => value.toFixed(2)
const whole = (value: number): string => minus(value.toFixed(0))

/** Probabilities, anomaly scores and level over the same time. */
export function Charts({ history, judged, view, pickedMs, onPick }: ChartsProps) {
  const curves = curvesOf(history, view.fromMs, view.toMs)
  const picked = pickedMs === undefined ? undefined : history.windows.find(({ startMs }) => startMs >= pickedMs)
  const shared = {
    times: curves.times,
    view,
    gaps: history.gaps,
    pickedMs: picked?.endMs,
    onPick: (ms: number) => {
      const window = windowNear(history.windows, ms)
      if (window) onPick(window.startMs)
    },
  }
  return (
    <>
      {curves.probabilities.length > 0 && (
        <Chart
          {...shared}
          title="Probabilities (%)"
          curves={curves.probabilities}
          limits={limitsOfLabels(judged, history.labels)}
          valueLabel={percent}
          axisLabel={(value) => whole(100 * value)}
          range={[0, 1]}
          height={170}
        />
      )}
      <Chart
        {...shared}
        title={curves.scores.length > 1 ? 'Anomaly scores (normal: about 0)' : 'Anomaly score (0 to 1)'}
        curves={curves.scores}
        limits={limitsOfScores(history.windows.at(-1), judged)}
        valueLabel={score}
        axisLabel={score}
        range={[0, 1]}
        height={130}
      />
      <Chart
        {...shared}
        title="Level (dBFS)"
        curves={curves.level}
        limits={[]}
        valueLabel={level}
        axisLabel={whole}
        range={[-60, 0]}
        height={120}
      />
    </>
  )
}
