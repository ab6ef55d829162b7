import { dateTime } from '../format.ts'
import { addressOf } from '../live/route.ts'
import { AlarmList } from './alarm-list.tsx'
import { describeJudgement } from './judgements.ts'
import { alarms, reviews } from './known-alarms.ts'
import { Timeline } from './timeline.tsx'

/** Every alarm that is remembered, over time and as a list, and what people said of them. */
export function AlarmsView() {
  return (
    <main class="stack" aria-label="Alarms and reviews">
      <Timeline alarms={alarms.value} />
      <div class="halves">
        <section class="panel" aria-labelledby="alarms-title">
          <h2 id="alarms-title">Alarms</h2>
          <AlarmList alarms={alarms.value} />
        </section>
        <Reviews />
      </div>
    </main>
  )
}

function Reviews() {
  return (
    <section class="panel" aria-labelledby="reviews-title">
      <h2 id="reviews-title">Reviews</h2>
      {reviews.value.length === 0 ? (
        <p class="note">
          Nobody has judged an alarm yet. Open one and say whether it was right: reviews become recordings to train
          with, and thresholds that fit.
        </p>
      ) : (
        <>
          <p class="buttons">
            <a class="button" href="/api/reviews/dataset.zip" download>
              Download as dataset (ZIP)
            </a>
            <a class="button" href={addressOf({ view: 'tuning' })}>
              Fit thresholds to them
            </a>
          </p>
          <p class="note">
            The dataset is a folder for each label, as <code>earshot train</code> and <code>earshot learn</code> read
            it.
          </p>
          <ol class="alarms">
            {reviews.value.map(({ alarmId, source, alarmLabel, judgement, label, note, reviewedMs }) => (
              <li key={alarmId}>
                <a href={addressOf({ view: 'alarm', alarmId })}>
                  <span class="what">
                    {source}: {alarmLabel}
                  </span>
                  <span class="tag">{describeJudgement(judgement)}</span>
                  <span class="when">
                    as “{label}”, {dateTime(reviewedMs)}
                  </span>
                  {note && <span class="when">{note}</span>}
                </a>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
