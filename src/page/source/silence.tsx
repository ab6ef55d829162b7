import { useState } from 'preact/hooks'
import type { SourceStatus } from '../../pipeline/source-status.ts'
import { clockTime } from '../format.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'

const CHOICES = [
  { minutes: 15, name: '15 minutes' },
  { minutes: 60, name: '1 hour' },
  { minutes: 8 * 60, name: '8 hours' },
  { minutes: 24 * 60, name: '1 day' },
  { minutes: 7 * 24 * 60, name: '7 days' },
]

/** People work on the machine: no alarm for a time, with a reason and an end. */
export function Silence({ source, silence }: Pick<SourceStatus, 'source' | 'silence'>) {
  const { isBusy, problem, run } = useDeed()
  const [minutes, setMinutes] = useState(60)
  const [reason, setReason] = useState('')
  const call = (payload: object) => run(() => change('/api/methods/silence', { source, ...payload }))

  return (
    <section class="panel" aria-labelledby="silence-title">
      <h2 id="silence-title">Silence</h2>
      {silence ? (
        <div class="form">
          <p>
            No alarm is raised until <strong>{clockTime(silence.untilMs)}</strong>: {silence.reason}
          </p>
          <p class="buttons">
            <button type="button" disabled={isBusy} onClick={() => void call({ minutes: 0 })}>
              End the silence
            </button>
          </p>
        </div>
      ) : (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault()
            void call({ minutes, reason }).then((isDone) => isDone && setReason(''))
          }}
        >
          <label>
            Reason
            <input
              required
              maxLength={500}
              placeholder="bearing change"
              value={reason}
              onInput={({ currentTarget }) => setReason(currentTarget.value)}
            />
          </label>
          <label>
            Ends after
            <select value={minutes} onChange={({ currentTarget }) => setMinutes(Number(currentTarget.value))}>
              {CHOICES.map((choice) => (
                <option key={choice.minutes} value={choice.minutes}>
                  {choice.name}
                </option>
              ))}
            </select>
          </label>
          <p class="buttons">
            <button type="submit" disabled={isBusy}>
              Silence {source}
            </button>
          </p>
        </form>
      )}
      <Problem text={problem} />
    </section>
  )
}
