import { useState } from 'preact/hooks'
import type {
  LabelThresholdsByName,
  ThresholdsAnswer,
  ThresholdsProposal,
  ThresholdsRequest,
  WhatIfAnswer,
} from '../../adapters/http/api.ts'
import { model } from '../live/state.ts'
import { useAnswer } from '../server/answer.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'
import { changedThresholds, type Draft, mistakesOf, whatIf } from './draft.ts'
import { Preview } from './preview.tsx'
import { ThresholdForm } from './threshold-form.tsx'

const DECIDED_BY: Readonly<Record<ThresholdsAnswer['decidedBy'], string>> = {
  configuration: 'They come from the configuration.',
  applied: 'They were applied here, and are kept over a restart.',
  'module twin': 'The module twin sets alarm.labels, and goes before what is applied here.',
}

const WINDOWS_APPLIED = 'The number of windows was applied here too.'
const WINDOWS_OF_TWIN = 'The module twin sets alarm.raiseWindows, and goes before what is applied here.'

/** Thresholds: what would have been, before anything is changed. */
export function TuningView() {
  const { value, problem, reload } = useAnswer<ThresholdsAnswer>('/api/thresholds', model.value?.identity.sha256)
  return (
    <main class="stack" aria-label="Tuning">
      <Problem text={problem} />
      {value && <Tuning key={JSON.stringify([value.inForce, value.windows.inForce])} known={value} reload={reload} />}
    </main>
  )
}

function Tuning({ known, reload }: { readonly known: ThresholdsAnswer; readonly reload: () => void }) {
  const { inForce, applied, decidedBy, windows } = known
  const [draft, setDraft] = useState<Draft>({ thresholds: inForce, raiseWindows: null })
  const [tried, setTried] = useState<{ readonly draft: Draft; readonly answer: WhatIfAnswer }>()
  const [reasons, setReasons] = useState<readonly string[]>([])
  const { isBusy, problem, run } = useDeed()
  const mistakes = mistakesOf(draft)
  const changed = changedThresholds(draft.thresholds, inForce)
  const isTried = tried?.draft === draft
  const hasChanges = Object.keys(changed).length > 0 || draft.raiseWindows !== null

  const preview = () =>
    run(async () => {
      setTried({ draft, answer: await change<WhatIfAnswer>('/api/what-if', whatIf(draft, inForce)) })
    })
  const fitToReviews = () =>
    run(async () => {
      const proposal = await change<ThresholdsProposal>('/api/thresholds/proposal', {})
      const fitted: Draft = { thresholds: { ...inForce, ...proposal.thresholds }, raiseWindows: null }
      setDraft(fitted)
      setTried({ draft: fitted, answer: proposal.preview })
      setReasons([describeFit(proposal), ...proposal.reasons])
    })
  const apply = () =>
    run(async () => {
      const thresholds: LabelThresholdsByName = { ...applied, ...changed }
      const { raiseWindows } = draft
      const request: ThresholdsRequest = { thresholds, ...(raiseWindows ? { raiseWindows } : {}) }
      await change('/api/thresholds', request)
      reload()
    })
  const reset = () =>
    run(async () => {
      await change('/api/thresholds', undefined, 'DELETE')
      reload()
    })

  return (
    <div class="halves">
      <section class="panel" aria-labelledby="thresholds-title">
        <h2 id="thresholds-title">Thresholds</h2>
        <p class="note">
          A window counts towards an alarm when a label's score reaches “raises at”, and towards its end when all are
          below “clears below”. {DECIDED_BY[decidedBy]}
          {windows.decidedBy === 'applied' && ` ${WINDOWS_APPLIED}`}
          {windows.decidedBy === 'module twin' && ` ${WINDOWS_OF_TWIN}`}
        </p>
        <ThresholdForm draft={draft} inForce={inForce} windows={windows} onChange={setDraft} />
        <Problem text={mistakes.join('; ')} />
        <p class="buttons">
          <button type="button" class="strong" disabled={isBusy || mistakes.length > 0} onClick={() => void preview()}>
            Preview the last week
          </button>
          <button type="button" disabled={isBusy} onClick={() => void fitToReviews()}>
            Fit to the reviews
          </button>
        </p>
        {reasons.map((reason) => (
          <p key={reason} class="note">
            {reason}
          </p>
        ))}
        <p class="buttons">
          <button type="button" disabled={isBusy || !isTried || !hasChanges} onClick={() => void apply()}>
            Apply these thresholds
          </button>
          {(applied ?? windows.applied) && (
            <button type="button" disabled={isBusy} onClick={() => void reset()}>
              Back to the configuration
            </button>
          )}
        </p>
        {!isTried && <p class="note">They can be applied once they were previewed.</p>}
        <Problem text={problem} />
      </section>
      <section class="panel" aria-labelledby="preview-title" aria-live="polite" aria-busy={isBusy}>
        <h2 id="preview-title">What would have happened</h2>
        {tried && isTried ? (
          <Preview answer={tried.answer} />
        ) : (
          <p class="note">
            Change a threshold and preview it: the last week's windows are judged again, and nothing changes.
          </p>
        )}
      </section>
    </div>
  )
}

function describeFit({ reviews, thresholds }: ThresholdsProposal): string {
  const n = Object.keys(thresholds).length
  const outcome = n === 0 ? 'they ask for no change.' : 'changed thresholds are filled in above.'
  return `Fitted to ${reviews} ${reviews === 1 ? 'review' : 'reviews'}: ${outcome}`
}
