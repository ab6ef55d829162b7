import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { isUnderWay } from '../../pipeline/learning/learning-status.ts'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { age, decibel } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { now } from '../live/state.ts'
import { describeBriefly, describeState, GLYPHS, signOf } from '../live/state-words.ts'
import { RecentScores } from './recent-scores.ts'

const WIDTH = 120
const HEIGHT = 24
/** Lower levels than this are silence to any microphone. @unit dBFS */
const QUIETEST_DBFS = -90
/** So much of a long name is always shown: neighbours differ at the end. @unit characters */
const NAME_END = 7

export interface TileProps {
  readonly status: Signal<SourceStatus>
  /** Whether there is room for a curve. */
  readonly isRoomy: boolean
}

/** One source at a glance: a link to all that is known of it. */
export function Tile({ status, isRoomy }: TileProps) {
  const { source, last, state, lastHeardMs } = status.value
  const mark = markOf(status.value)
  const sign = signOf(status.value)
  const scores = useRef<RecentScores | undefined>(undefined)
  scores.current ??= new RecentScores()
  if (last) scores.current.add(last.verdict.score, last.verdict.window.endMs)

  return (
    <a class="tile" href={addressOf({ view: 'source', source })} data-sign={sign} data-roomy={isRoomy}>
      <span class="tile-name">
        <span class="sign" aria-hidden="true">
          {GLYPHS[sign]}
        </span>
        <strong>
          <span class="name-start">{source.slice(0, -NAME_END)}</span>
          <span class="name-end">{source.slice(-NAME_END)}</span>
        </strong>
        {mark && <span class="tag">{mark}</span>}
      </span>
      <span class="tile-state">
        {!isRoomy && sign === 'raised' && <span class="hidden-label">Alarm: </span>}
        {isRoomy ? describeState(status.value) : describeBriefly(status.value)}
      </span>
      {last && (
        <>
          {isRoomy && <span class="tile-verdict">{last.verdict.message}</span>}
          {isRoomy && (
            <svg class="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
              <path d={scores.current.path(WIDTH, HEIGHT)} vector-effect="non-scaling-stroke" />
            </svg>
          )}
          <span class="tile-numbers">
            <span title="anomaly score of the last window, 0 to 1">
              {isRoomy && <span class="unit">score </span>}
              {last.verdict.score.toFixed(2)}
            </span>
            <span title="level of the last window">{decibel(last.verdict.indicators.rmsDbfs, isRoomy ? 1 : 0)}</span>
          </span>
          <LevelBar dbfs={last.verdict.indicators.rmsDbfs} />
        </>
      )}
      {isRoomy && state === 'silent' && <span class="tile-age">last heard {age(now.value - lastHeardMs)}</span>}
    </a>
  )
}

/** What is to be known beside the state, in a word: there is room for one. */
function markOf({ silence, learning, drift }: SourceStatus): string | undefined {
  if (silence) return 'silenced'
  if (learning && isUnderWay(learning)) return 'learns'
  return drift?.isDrifting ? 'drifts' : undefined
}

function LevelBar({ dbfs }: { readonly dbfs: number }) {
  const share = Math.min(1, Math.max(0, 1 - dbfs / QUIETEST_DBFS))
  return (
    <span class="level" aria-hidden="true">
      <span class="level-fill" style={{ width: `${(100 * share).toFixed(0)}%` }} />
    </span>
  )
}
