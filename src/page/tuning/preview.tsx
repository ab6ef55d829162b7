import type { AlarmChange, Outcome, WhatIfAnswer } from '../../adapters/http/api.ts'
import { describeJudgement } from '../alarms/judgements.ts'
import { count, dateTime, duration } from '../format.ts'

const SIGNS: Readonly<Record<AlarmChange['change'], string>> = {
  'no longer raised': '−',
  'newly raised': '+',
  'raised earlier': '◀',
  'raised later': '▶',
}

/** What would have happened over the time that is kept, beside what did. */
export function Preview({ answer }: { readonly answer: WhatIfAnswer }) {
  const { fromMs, toMs, windows, windowsDropped, sources: covered, now, other, changes } = answer
  if (fromMs === null || toMs === null) {
    return <p class="note">No verdicts are kept yet: there is nothing to try this on. They are kept for a week.</p>
  }
  const sources = now.perSource.map((before) => ({
    before,
    after: other.perSource.find(({ source }) => source === before.source),
  }))
  return (
    <div class="stack">
      <p>
        {dateTime(fromMs)} to {dateTime(toMs)} ({duration(toMs - fromMs)}), {count(windows, 'window')}
        {windowsDropped > 0 ? `; ${windowsDropped} more are not kept any more` : ''}.
      </p>
      {covered.replayed < covered.of && (
        <p class="problem">
          There was time for {covered.replayed} of {covered.of} sources only, those with reviews first. The others are
          not in these figures.
        </p>
      )}
      <div class="scroll">
        <table class="table">
          <caption class="hidden-label">Alarms by the thresholds in force and by the others</caption>
          <thead>
            <tr>
              <th scope="col">Alarms</th>
              <th scope="col">In force</th>
              <th scope="col">What if</th>
            </tr>
          </thead>
          <tbody>
            <Row name="raised" now={now} other={other} pick={({ raised }) => raised} />
            <Row name="of them called false" now={now} other={other} pick={({ falseAlarms }) => falseAlarms} />
            <Row name="called right, but missed" now={now} other={other} pick={({ missed }) => missed} />
            {sources.length > 1 &&
              sources.map(({ before, after }) => (
                <tr key={before.source}>
                  <th scope="row">{before.source}: raised</th>
                  <td>{before.raised}</td>
                  <td>{after?.raised ?? 0}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </div>
      <h3>{changes.length === 0 ? 'No alarm would have been different' : count(changes.length, 'difference')}</h3>
      <ol class="alarms changes">
        {changes.map(({ source, atMs, label, change, judgement }) => (
          <li key={`${source} ${atMs} ${change}`}>
            <span class="sign" aria-hidden="true">
              {SIGNS[change]}
            </span>
            <span class="what">
              {source}: {label} {change}
            </span>
            {judgement && <span class="tag">{describeJudgement(judgement)}</span>}
            <span class="when">{dateTime(atMs)}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}

interface RowProps {
  readonly name: string
  readonly now: Outcome
  readonly other: Outcome
  readonly pick: (outcome: Outcome) => number
}

function Row({ name, now, other, pick }: RowProps) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{pick(now)}</td>
      <td>
        <b>{pick(other)}</b>
      </td>
    </tr>
  )
}
