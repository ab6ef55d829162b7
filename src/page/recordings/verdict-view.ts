import type { Verdict } from '../../model/verdict.ts'
import type { ModelSummary } from '../../pipeline/model-registry.ts'
import { element } from './element.ts'

/** More would be noise. */
const MOST_BARS = 8

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** The word or the machine's state, and how sure the model is. */
export function showVerdict(target: HTMLElement, verdict: Verdict, { labels }: ModelSummary): void {
  const { label, message, anomaly, score, probabilities, explanation, model } = verdict
  const probability = probabilities[labels.findIndex(({ name }) => name === label)]
  const sure = probability === undefined ? `anomaly score ${score.toFixed(2)}` : `probability ${percent(probability)}`
  target.replaceChildren(
    element('p', 'word', message),
    element(
      'p',
      'sure',
      `${sure} · ${meaning(
        anomaly,
        labels.some(({ normal }) => normal),
      )}`,
    ),
    ...(explanation ? [element('p', 'note', explanation.summary)] : []),
    element('p', 'note', `${model.name} ${model.version}`),
  )
}

/** A model without a normal label listens for words, not for faults. */
function meaning(anomaly: boolean, knowsNormal: boolean): string {
  if (knowsNormal) return anomaly ? '▲ anomalous' : '✓ normal'
  return anomaly ? '✓ sure enough for an event' : '○ too unsure for an event'
}

/** The most probable labels, or, without probabilities, what the score is made of. */
export function showBars(target: HTMLElement, { probabilities, scores = [] }: Verdict, { labels }: ModelSummary): void {
  const ranked = labels
    .flatMap(({ name }, i) => (probabilities[i] === undefined ? [] : [{ name, value: probabilities[i] }]))
    .toSorted((a, b) => b.value - a.value)
    .slice(0, MOST_BARS)
  if (ranked.length > 0) {
    target.replaceChildren(
      ...ranked.map(({ name, value }, i) => bar({ name, value, shown: percent(value), isFirst: i === 0 })),
    )
    return
  }
  const most = Math.max(1, ...scores.flatMap(({ value, threshold }) => [1.2 * value, 1.5 * threshold]))
  target.replaceChildren(
    ...scores.map(({ name, value, threshold }) =>
      bar({
        name,
        value: Math.max(0, value) / most,
        mark: threshold / most,
        shown: `${value.toFixed(2)} (limit ${threshold.toFixed(2)})`,
        isFirst: value >= threshold,
      }),
    ),
  )
}

interface Bar {
  readonly name: string
  /** Share of the bar's width. */
  readonly value: number
  readonly shown: string
  readonly isFirst: boolean
  /** Where the limit is, as a share of the width. */
  readonly mark?: number
}

function bar({ name, value, shown, isFirst, mark }: Bar): HTMLElement {
  const fill = element('div', '')
  fill.style.width = `${100 * value}%`
  const track = element('div', 'bar', fill)
  track.role = 'meter'
  track.ariaLabel = name
  track.ariaValueMin = '0'
  track.ariaValueMax = '1'
  track.ariaValueNow = value.toFixed(4)
  track.ariaValueText = shown
  if (mark !== undefined) {
    const line = element('i', '')
    line.style.left = `${100 * mark}%`
    track.append(line)
  }
  return element(
    'div',
    isFirst ? 'row is-first' : 'row',
    element('span', 'name', name),
    track,
    element('span', 'number', shown),
  )
}
