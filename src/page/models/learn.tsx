import { useState } from 'preact/hooks'
import { sources } from '../live/state.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'
import { LearningCourse } from './learning-course.tsx'

/** Learn from a source what is normal, while its machine runs as it should. */
export function Learn() {
  const names = [...sources.value.keys()].toSorted()
  const [source, setSource] = useState('')
  const [minutes, setMinutes] = useState(10)
  const [isAdded, setAdded] = useState(false)
  const { isBusy, problem, run } = useDeed()
  const chosen = source || (names[0] ?? '')
  const start = () =>
    run(() => change('/api/methods/learn', { source: chosen, minutes, ...(isAdded ? { add: true } : {}) }))
  return (
    <section class="panel" aria-labelledby="learn-title">
      <h2 id="learn-title">Learn what is normal</h2>
      <p class="note">
        Let the machine run as it should. The module listens for that time, fits a model, tries it on what follows, and
        lets it judge this source from then on. Nothing else is changed. Three sessions make it calmer on days that it
        has not heard.
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
        <label class="check">
          <input type="checkbox" checked={isAdded} onChange={({ currentTarget }) => setAdded(currentTarget.checked)} />
          Add to what this source was learnt from: another day, speed, or place of the microphone
        </label>
        <p class="buttons">
          <button type="submit" disabled={isBusy || chosen === ''}>
            Start learning
          </button>
        </p>
      </form>
      <Problem text={problem} />
      <ul class="models" aria-label="How learning goes">
        {[...sources.value.values()].map(
          ({ value: { source: name, learning } }) =>
            learning && <LearningCourse key={name} source={name} learning={learning} />,
        )}
      </ul>
    </section>
  )
}
