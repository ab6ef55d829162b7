import type { WindowAnswer } from '../../adapters/http/api.ts'
import type { AlarmExplanation, LabelJudgement } from '../../detect/explanation.ts'
import type { VerdictExplanation } from '../../model/verdict.ts'
import { clockTime, decibel, frequencySpan, hertz } from '../format.ts'

export type Judged = Pick<WindowAnswer, 'verdict' | 'alarm' | 'sentence'>

/** Why a window did or did not change the alarm. */
export function Why({ verdict, alarm, sentence }: Judged) {
  const { window, indicators, explanation } = verdict
  return (
    <div class="why">
      <p>
        Window {clockTime(window.startMs)} to {clockTime(window.endMs)}: <strong>{verdict.message}</strong>, anomaly
        score {verdict.score.toFixed(3)}.
      </p>
      <p class="sentence">{sentence}.</p>
      {alarm.labels.length > 0 && <Labels labels={alarm.labels} />}
      <Counted windows={alarm.windows} />
      <Unusual explanation={explanation} />
      <dl class="facts">
        <dt>Level</dt>
        <dd>{decibel(indicators.rmsDbfs)}</dd>
        <dt>Spectral centroid</dt>
        <dd>{hertz(indicators.spectralCentroidHz)}</dd>
        <dt>Spectral flatness</dt>
        <dd>{indicators.spectralFlatness.toFixed(3)}</dd>
        <dt>Crest factor</dt>
        <dd>{indicators.crestFactor.toFixed(1)}</dd>
      </dl>
    </div>
  )
}

function Labels({ labels }: { readonly labels: readonly LabelJudgement[] }) {
  return (
    <table class="table">
      <caption class="hidden-label">Scores of the labels and their thresholds</caption>
      <thead>
        <tr>
          <th scope="col">Label</th>
          <th scope="col">Score</th>
          <th scope="col">Raises at</th>
          <th scope="col">Clears below</th>
        </tr>
      </thead>
      <tbody>
        {labels.map(({ label, score, raiseAt, clearAt }) => (
          <tr key={label} data-counts={score >= raiseAt}>
            <th scope="row">
              {score >= raiseAt && <span aria-hidden="true">▲ </span>}
              {label}
            </th>
            <td>{score.toFixed(2)}</td>
            <td>{raiseAt.toFixed(2)}</td>
            <td>{clearAt.toFixed(2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** N of M, as dots: those that count are full. */
function Counted({ windows: { n, of, met, towards } }: Pick<AlarmExplanation, 'windows'>) {
  return (
    <p class="counted">
      <span class="dots" aria-hidden="true">
        {'●'.repeat(Math.min(met, of))}
        {'○'.repeat(Math.max(0, of - met))}
      </span>
      {met} of the last {of} windows count towards {towards === 'raise' ? 'raising' : 'clearing'}; {n} are needed.
    </p>
  )
}

function Unusual({ explanation }: { readonly explanation: VerdictExplanation | undefined }) {
  if (!explanation) return null
  const { bands, modulations, hum = [], summary } = explanation
  return (
    <>
      <h4>What was unusual</h4>
      {bands.length + modulations.length + hum.length === 0 && <p>{summary}</p>}
      <ul class="unusual">
        {bands.map(({ beyondDb, ...band }) => (
          <li key={band.fromHz}>
            {beyondDb > 0 ? '▲' : '▼'} {frequencySpan(band)}: {Math.abs(beyondDb).toFixed(1)} dB{' '}
            {beyondDb > 0 ? 'louder' : 'quieter'} than learnt
          </li>
        ))}
        {modulations.map(({ octave, rates, beyondDb }) => (
          <li key={`${octave.fromHz} ${rates.fromHz}`}>
            {beyondDb > 0 ? '▲' : '▼'} {frequencySpan(octave)} beats at {frequencySpan(rates)}:{' '}
            {Math.abs(beyondDb).toFixed(1)} dB {beyondDb > 0 ? 'more' : 'less'} than learnt
          </li>
        ))}
        {hum.map(({ hz, beyondDb }) => (
          <li key={hz}>
            ▲ mains hum at {hz} Hz: {beyondDb.toFixed(1)} dB more than learnt
          </li>
        ))}
      </ul>
    </>
  )
}
