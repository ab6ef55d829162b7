import { useState } from 'preact/hooks'
import type { Judgement, ReviewRequest } from '../../adapters/http/api.ts'
import { Choices } from '../choices.tsx'
import { dateTime } from '../format.ts'
import { model } from '../live/state.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import type { AlarmRecord } from './alarm-records.ts'
import { JUDGEMENTS } from './judgements.ts'
import { review } from './known-alarms.ts'

/** What was it? One click says so; a note, and what the other fault is, may be given before. */
export function ReviewButtons({ alarm }: { readonly alarm: AlarmRecord }) {
  const { isBusy, problem, run } = useDeed()
  const given = alarm.review
  const [note, setNote] = useState(given?.note ?? '')
  const [label, setLabel] = useState(given?.judgement === 'other-fault' ? given.label : '')
  const say = (judgement: Judgement) => {
    const request: ReviewRequest = {
      alarmId: alarm.id,
      judgement,
      ...(judgement === 'other-fault' && label.trim() ? { label: label.trim() } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    }
    void run(() => review(request))
  }

  return (
    <section class="panel" aria-labelledby="review-title">
      <h2 id="review-title">Was the alarm right?</h2>
      <Choices
        label="Review"
        kind="three"
        choices={JUDGEMENTS.map(({ judgement, sign, name }) => ({ value: judgement, name: `${sign} ${name}` }))}
        chosen={given?.judgement}
        isBusy={isBusy}
        onChoose={say}
      />
      <details class="form">
        <summary>Say more</summary>
        <label>
          What the other fault is
          <input
            list="labels"
            maxLength={64}
            placeholder="loose-belt"
            value={label}
            onInput={({ currentTarget }) => setLabel(currentTarget.value)}
          />
        </label>
        <datalist id="labels">
          {model.value?.labels.map(({ name }) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <label>
          Note
          <textarea
            rows={2}
            maxLength={1000}
            value={note}
            onInput={({ currentTarget }) => setNote(currentTarget.value)}
          />
        </label>
        <p class="note">It is kept with the button that you press then.</p>
      </details>
      {given && (
        <p class="note" role="status">
          Reviewed {dateTime(given.reviewedMs)}; the dataset calls it “{given.label}”
          {given.hasRecording ? '' : ', but no recording is kept of it'}. Press another button to change that.
        </p>
      )}
      <Problem text={problem} />
    </section>
  )
}
