import type { WindowAnswer, WindowPoint } from '../../adapters/http/api.ts'
import { describeExplanation } from '../../detect/explanation.ts'
import type { JudgedWindow } from '../../pipeline/source-status.ts'
import { useAnswer } from '../server/answer.ts'
import { Problem } from '../server/problem.tsx'
import { type Judged, Why } from './why.tsx'

export interface WhyPanelProps {
  readonly source: string
  readonly windows: readonly WindowPoint[]
  readonly last: JudgedWindow | null
  /** Start of the window that somebody picked; undefined: the last one, as they come. @unit Unix epoch ms */
  readonly pickedMs: number | undefined
  readonly onPick: (startMs: number | undefined) => void
}

/** Explains the last window, or one of the last hour that was picked; also without a mouse. */
export function WhyPanel({ source, windows, last, pickedMs, onPick }: WhyPanelProps) {
  const address = pickedMs === undefined ? null : `/api/sources/${encodeURIComponent(source)}/windows/${pickedMs}`
  const { value, problem } = useAnswer<WindowAnswer>(address)
  const judged = pickedMs === undefined ? judgedOf(last) : value
  const at = pickedMs === undefined ? windows.length - 1 : windows.findIndex(({ startMs }) => startMs >= pickedMs)
  const earlier = windows[at - 1]
  const later = windows[at + 1]

  return (
    <section class="panel" aria-labelledby="why-title">
      <h2 id="why-title">Why, and why not</h2>
      <p class="buttons">
        <button type="button" disabled={!earlier} onClick={() => onPick(earlier?.startMs)}>
          ◀ Earlier
        </button>
        <button type="button" disabled={!later} onClick={() => onPick(later?.startMs)}>
          Later ▶
        </button>
        <button type="button" aria-pressed={pickedMs === undefined} onClick={() => onPick(undefined)}>
          Latest
        </button>
      </p>
      {pickedMs !== undefined && <Problem text={problem} />}
      {judged ? <Why {...judged} /> : !problem && <p class="note">The first window is not yet whole.</p>}
      <p class="note">Click a curve to explain another window of the last hour.</p>
    </section>
  )
}

function judgedOf(last: JudgedWindow | null): Judged | undefined {
  if (last === null) return undefined
  const { verdict, explanation } = last
  return { verdict, alarm: explanation, sentence: describeExplanation(explanation) }
}
