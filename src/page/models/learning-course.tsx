import { isUnderWay, type LearningStatus } from '../../pipeline/learning/learning-status.ts'
import { clockTime, count, percent } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'
import { Sessions } from './sessions.tsx'

const SIGNS: Readonly<Record<LearningStatus['state'], string>> = {
  collecting: '… listens',
  fitting: '… fits',
  trying: '… tries what it has learnt',
  switched: '✓ judges now',
  refused: '✕ refused',
  cancelled: '✕ cancelled',
}

/** How the learning of a source goes, or how it ended. */
export function LearningCourse({ source, learning }: { readonly source: string; readonly learning: LearningStatus }) {
  const { state, sinceMs, model, session, addedTo, learnt, collected, tried, remarks, reason, falseAlarmRate } =
    learning
  const { isBusy, problem, run } = useDeed()
  const now = state === 'trying' ? tried : collected
  return (
    <li>
      <div>
        <h3>
          <a href={addressOf({ view: 'source', source })}>{source}</a> → {model}{' '}
          <span class="tag">
            {SIGNS[state]} since {clockTime(sinceMs)}
          </span>
        </h3>
        {isUnderWay(learning) && (
          <label class="course">
            <span>
              {now.windows} of {now.of} windows
            </span>
            <progress value={now.windows} max={now.of} />
          </label>
        )}
        {addedTo.length > 0 && (
          <p class="note">
            Session {session} is added to {count(addedTo.length, 'session')}: {addedTo.join(', ')}.
          </p>
        )}
        {learnt && <Sessions sessions={learnt.sessions} farthest={learnt.farthest} />}
        {tried.windows > 0 && (
          <p class="note">
            Tried on {tried.windows} windows: {tried.raised} were unusual, {tried.allowed} may be (false alarms asked
            for: {percent(falseAlarmRate)} of the windows).
          </p>
        )}
        {reason && <p class="problem">{reason}</p>}
        {remarks.map((remark) => (
          <p key={remark} class="note">
            {remark}
          </p>
        ))}
        <Problem text={problem} />
      </div>
      {isUnderWay(learning) && (
        <button
          type="button"
          disabled={isBusy}
          onClick={() => void run(() => change('/api/methods/learn', { source, cancel: true }))}
        >
          Cancel
        </button>
      )}
    </li>
  )
}
