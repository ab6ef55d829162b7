import { useEffect, useState } from 'preact/hooks'
import { isUnderWay } from '../../pipeline/learning/learning-status.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { SourceAlarms } from '../alarms/source-alarms.tsx'
import { Choices } from '../choices.tsx'
import { DemoPanel } from '../demo-panel.tsx'
import { age, decibel } from '../format.ts'
import { go } from '../live/place.ts'
import { addressOf, WALL } from '../live/route.ts'
import { now, sources } from '../live/state.ts'
import { describeState, GLYPHS, signOf } from '../live/state-words.ts'
import { Problem } from '../server/problem.tsx'
import { LiveSpectrogram } from '../sound/live-spectrogram.tsx'
import { Charts } from './charts.tsx'
import { factsOf } from './facts.ts'
import { useHistory } from './history-hook.ts'
import { Silence } from './silence.tsx'
import { WhyPanel } from './why-panel.tsx'

const SPANS = [
  { value: 1, name: '1 min' },
  { value: 10, name: '10 min' },
  { value: 60, name: '1 h' },
]
/** How often curves move on. @unit ms */
const REDRAW_MS = 500

/** All that is known of one source. @param atMs - Start of the window that is explained. */
export function SourceView({ source, atMs }: { readonly source: string; readonly atMs?: number | undefined }) {
  const status = sources.value.get(source)?.value
  if (status) return <Known key={source} status={status} atMs={atMs} />
  return (
    <main class="narrow">
      <p class="empty">
        {source} has not been heard since the module started. <a href={addressOf(WALL)}>All sources</a>
      </p>
    </main>
  )
}

function Known({ status, atMs }: { readonly status: SourceStatus; readonly atMs: number | undefined }) {
  const { source, last, silence } = status
  const [minutes, setMinutes] = useState(1)
  const { history, problem, headMs } = useHistory(status)
  const view = () => ({ fromMs: headMs() - minutes * 60_000, toMs: headMs() })
  useRedraw()
  const pick = (startMs: number | undefined) =>
    go({ view: 'source', source, ...(startMs === undefined ? {} : { atMs: startMs }) }, true)

  return (
    <div class="layout">
      <main class="source-view" aria-labelledby="source-title">
        <Head status={status} />
        <section class="panel charts" aria-label="The last time">
          <Choices label="Time that is shown" kind="spans" choices={SPANS} chosen={minutes} onChoose={setMinutes} />
          <LiveSpectrogram source={source} view={view} gaps={history.gaps} />
          <Charts
            history={history}
            judged={last?.explanation.labels ?? []}
            view={view()}
            pickedMs={atMs}
            onPick={pick}
          />
          <Problem text={problem} />
        </section>
      </main>
      <aside class="side" aria-label="Reasons and controls">
        <DemoPanel />
        <WhyPanel source={source} windows={history.windows} last={last} pickedMs={atMs} onPick={pick} />
        <SourceAlarms source={source} />
        <Silence source={source} silence={silence} />
      </aside>
    </div>
  )
}

function Head({ status }: { readonly status: SourceStatus }) {
  const { source, last, state, lastHeardMs, alarm, refusal, ownModel, drift, learning } = status
  const sign = signOf(status)
  return (
    <header class="panel source-head" data-sign={sign}>
      {sources.value.size > 1 && <a href={addressOf(WALL)}>◀ All sources</a>}
      <div class="title-row">
        <h2 id="source-title">{source}</h2>
        <p class="badge">
          <span aria-hidden="true">{GLYPHS[sign]} </span>
          {describeState(status)}
        </p>
        {alarm.state === 'raised' && alarm.event && (
          <a class="button strong" href={addressOf({ view: 'alarm', alarmId: alarm.event.id })}>
            Listen and review
          </a>
        )}
      </div>
      <div class="said">
        <p class="verdict">{last ? last.verdict.message : 'Listening: the first window is not yet whole'}</p>
        {last && (
          <p class="numbers">
            anomaly score <b>{last.verdict.score.toFixed(3)}</b> · level{' '}
            <b>{decibel(last.verdict.indicators.rmsDbfs)}</b> · {state === 'silent' ? 'silent, last heard' : 'heard'}{' '}
            {age(now.value - lastHeardMs)}
          </p>
        )}
      </div>
      <p class="note">
        {ownModel && `judged by ${ownModel.name} ${ownModel.version}, which is its own · `}
        {factsOf(status)}
      </p>
      {drift?.isDrifting && (
        <p class="refusal">
          ● It drifts: most windows are less usual than what was learnt. If all is well,{' '}
          <a href={addressOf({ view: 'models' })}>learn this session too</a>.
        </p>
      )}
      {learning && isUnderWay(learning) && (
        <p class="note">
          … What is normal is being <a href={addressOf({ view: 'models' })}>learnt</a>.
        </p>
      )}
      {refusal && (
        <p class="refusal">
          Refused {age(now.value - refusal.atMs)}: {refusal.message}
        </p>
      )}
    </header>
  )
}

/** Time goes on without anything being told. */
function useRedraw(): void {
  const [, setTimes] = useState(0)
  useEffect(() => {
    const again = setInterval(() => !document.hidden && setTimes((n) => n + 1), REDRAW_MS)
    return () => clearInterval(again)
  }, [])
}
