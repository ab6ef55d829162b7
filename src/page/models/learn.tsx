import { useState } from 'preact/hooks'
import { sources } from '../live/state.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'

/** Learn from a source what is normal, while its machine runs as it should. */
export function Learn() {
  const names = [...sources.value.keys()].toSorted()
  const [source, setSource] = useState('')
  const [minutes, setMinutes] = useState(10)
  const [answer, setAnswer] = useState('')
  const { isBusy, problem, run } = useDeed()
  const chosen = source || (names[0] ?? '')
  const start = () =>
    run(async () => {
      setAnswer('')
      setAnswer(JSON.stringify(await change<unknown>('/api/methods/learn', { source: chosen, minutes })))
    })
  return (
    <section class="panel" aria-labelledby="learn-title">
      <h2 id="learn-title">Learn what is normal</h2>
      <p class="note">
        Let the machine run as it should. The module listens for that time, and makes a model that finds everything else
        unusual.
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault()
          void start()
        }}
      >
        <label>
          Source
          <select value={chosen} onChange={({ currentTarget }) => setSource(currentTarget.value)}>
            {names.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label>
          Minutes of normal sound
          <input
            type="number"
            min={1}
            max={1440}
            required
            value={minutes}
            onInput={({ currentTarget }) => setMinutes(currentTarget.valueAsNumber)}
          />
        </label>
        <p class="buttons">
          <button type="submit" disabled={isBusy || chosen === ''}>
            Start learning
          </button>
        </p>
      </form>
      <p role="status" class="note">
        {answer}
      </p>
      <Problem text={problem} />
    </section>
  )
}
