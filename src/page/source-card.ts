import type { LiveModel } from '../adapters/http/api.ts'
import { describeExplanation } from '../detect/explanation.ts'
import type { JudgedWindow, SourceCounts, SourceStatus } from '../pipeline/source-status.ts'
import { element, setText } from './element.ts'
import { age, clockTime, count, decibel, hertz, percent } from './format.ts'
import { Meter } from './meter.ts'
import { ScoreTrace } from './score-trace.ts'

/** Lower levels than this are silence to any microphone. @unit dBFS */
const QUIETEST_DBFS = -90

/** One source: what it is judged to be, how sure, whether an alarm stands, and why. */
export class SourceCard {
  readonly card = element('article', 'card')
  readonly #badge = element('p', 'badge')
  readonly #heard = element('p', 'heard')
  readonly #verdict = element('p', 'verdict')
  readonly #bars = element('div', 'meters')
  readonly #level = new Meter('Level', { minimum: QUIETEST_DBFS, maximum: 0 })
  readonly #score = new Meter('Anomaly')
  readonly #trace = new ScoreTrace()
  readonly #why = element('p', 'why')
  readonly #facts = element('p', 'facts')
  readonly #refusal = element('p', 'refusal')
  #probabilities: readonly Meter[] = []
  #labelsShown = ''
  #status: SourceStatus | undefined

  constructor(source: string) {
    const head = element('header', 'card-head', element('h2', '', source), this.#badge)
    const caption = element('figcaption', '', 'anomaly score of the last minute; dashed: where the alarm counts')
    const measured = element('div', 'meters', this.#score.row, this.#level.row)
    const columns = element(
      'div',
      'columns',
      this.#bars,
      element('div', 'measured', measured, element('figure', 'history', this.#trace.picture, caption)),
    )
    const small = element('footer', 'small', this.#why, this.#facts, this.#refusal, this.#heard)
    this.card.append(head, this.#verdict, columns, small)
  }

  show(status: SourceStatus, model: LiveModel | null): void {
    this.#status = status
    const { alarm, state, last, silence } = status
    this.card.dataset['alarm'] = alarm.state
    this.card.dataset['state'] = state
    setText(this.#badge, badgeOf(status))
    this.#bars.hidden = last === null
    if (last === null) setText(this.#verdict, 'listening, the first window is not yet whole')
    else this.#showJudged(last, model)
    setText(this.#facts, factsOf(status))
    const until = silence === null ? '' : `Silenced until ${clockTime(silence.untilMs)}: ${silence.reason}. `
    setText(this.#why, `${until}${last === null ? '' : describeExplanation(last.explanation)}`)
    this.#refusal.hidden = status.refusal === null
    if (status.refusal)
      setText(this.#refusal, `Refused at ${clockTime(status.refusal.atMs)}: ${status.refusal.message}`)
  }

  /** What changes by the mere passing of time. @param nowMs - The server's clock. */
  showAge(nowMs: number): void {
    if (!this.#status) return
    const { state, lastHeardMs } = this.#status
    setText(this.#heard, `${state === 'silent' ? 'silent, last heard' : 'heard'} ${age(nowMs - lastHeardMs)}`)
  }

  #showJudged({ verdict, explanation }: JudgedWindow, model: LiveModel | null): void {
    const { label, message, anomaly, score, probabilities, indicators, window } = verdict
    this.card.dataset['verdict'] = anomaly ? 'anomalous' : 'normal'
    setText(this.#verdict, message)
    const names = model && model.labels.length === probabilities.length ? model.labels.map(({ name }) => name) : []
    this.#layOutBars(names)
    this.#probabilities.forEach((meter, i) => {
      meter.set(probabilities[i] ?? 0, percent(probabilities[i] ?? 0))
      meter.row.dataset['isVerdict'] = String(names[i] === label)
    })
    this.#score.set(score, score.toFixed(3))
    this.#level.set(indicators.rmsDbfs, decibel(indicators.rmsDbfs))
    const thresholds = explanation.labels.map(({ raiseAt }) => raiseAt)
    this.#trace.add(score, window.endMs, thresholds.length > 0 ? Math.min(...thresholds) : undefined)
  }

  #layOutBars(names: readonly string[]): void {
    const shown = names.join('\n')
    if (shown === this.#labelsShown) return
    this.#labelsShown = shown
    this.#probabilities = names.map((name) => new Meter(name))
    this.#bars.replaceChildren(...this.#probabilities.map(({ row }) => row))
  }
}

/** The alarm in words and with a sign: colour is never the only one. */
function badgeOf({ alarm, state, last }: SourceStatus): string {
  if (alarm.state === 'raised') return `▲ Alarm: ${alarm.label}`
  if (alarm.state === 'stale') return `◌ Alarm, stale: ${alarm.label}`
  if (state === 'silent') return '◌ Silent'
  if (last === null) return '… Listening'
  return last.verdict.anomaly ? '● Anomalous, no alarm yet' : '✓ Normal'
}

function factsOf({ chunk, counts, last }: SourceStatus): string {
  const facts = [
    // An alarm from before the start waits for its source to be heard again.
    chunk.channels === 0
      ? 'not heard since the start'
      : `${hertz(chunk.sampleRateHz)}, ${count(chunk.channels, 'channel')}, chunks of ${(chunk.durationMs / 1_000).toFixed(1)} s`,
    `${count(counts.windowsScored, 'window')} scored${last ? `, the last in ${Math.round(last.verdict.inferenceMs)} ms` : ''}`,
    ...losses(counts),
  ]
  return facts.join(' · ')
}

function losses({
  chunksRefused,
  chunksDropped,
  windowsDropped,
  windowsFailed,
  irregularities,
}: SourceCounts): string[] {
  const counted: readonly [number, string][] = [
    [chunksRefused, 'chunk|s| refused'],
    [chunksDropped, 'chunk|s| dropped'],
    [windowsDropped, 'window|s| dropped'],
    [windowsFailed, 'window|s| failed'],
    ...Object.entries(irregularities).map(([kind, n]): [number, string] => [n, kind]),
  ]
  return counted.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what.replace('|s|', n === 1 ? '' : 's')}`)
}
