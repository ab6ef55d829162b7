import type { LearntSessions } from '../../learn/learnt-sessions.ts'
import type { SessionSummary } from '../../model/learnt-from.ts'
import { count, frequencySpan } from '../format.ts'

/** What was learnt from, and how far those sessions are apart. */
export function Sessions({
  sessions,
  farthest = null,
}: {
  readonly sessions: readonly SessionSummary[]
  readonly farthest?: LearntSessions['farthest']
}) {
  return (
    <p class="note">
      {count(sessions.length, 'session')}:{' '}
      {sessions
        .map(({ name, apartDb }) => (apartDb === null ? name : `${name} (${apartDb.toFixed(1)} dB from the nearest)`))
        .join(', ')}
      .
      {farthest &&
        ` Farthest apart: ${farthest.from} and ${farthest.to}, ${farthest.rmsDb.toFixed(1)} dB, most at ` +
          `${frequencySpan(farthest.band)}.`}
    </p>
  )
}
