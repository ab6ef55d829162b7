import type { ModelsAnswer } from '../../adapters/http/api.ts'
import { count, hertz } from '../format.ts'
import { model } from '../live/state.ts'
import { useAnswer } from '../server/answer.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'
import { JudgedSources } from './judged-sources.tsx'
import { Learn } from './learn.tsx'
import { Sessions } from './sessions.tsx'

/** Which bundle judges, which others there are, and how a new one is learnt. */
export function ModelsView() {
  const { value, problem, reload } = useAnswer<ModelsAnswer>('/api/models', model.value?.identity.sha256)
  const deed = useDeed()
  const use = async (name: string) => {
    if (await deed.run(() => change('/api/methods/useModel', { name }))) reload()
  }
  return (
    <main class="halves" aria-label="Models">
      <section class="panel" aria-labelledby="models-title">
        <h2 id="models-title">Models</h2>
        <p class="note">
          The chosen one judges every source that has none of its own, from the next window on; no window is lost. One
          that cannot be loaded is refused, and the present one stays.
        </p>
        <Problem text={problem || deed.problem} />
        <ul class="models">
          {value?.models.map((bundle) => (
            <li key={bundle.name}>
              <div>
                <h3>
                  {bundle.name} {bundle.name === value.live && <span class="tag">✓ judges now</span>}
                </h3>
                {'problem' in bundle ? (
                  <p class="problem">{bundle.problem}</p>
                ) : (
                  <>
                    <p class="note">
                      {bundle.kind} {bundle.version}, {hertz(bundle.sampleRateHz)}, windows of {bundle.windowSeconds} s
                      {bundle.kind !== 'unlearnt' &&
                        `, ${count(bundle.labels.length, 'label')}: ${bundle.labels.map(({ name }) => name).join(', ')}`}
                    </p>
                    <p class="note">{bundle.description}</p>
                    {bundle.sessions && <Sessions sessions={bundle.sessions} />}
                    <JudgedSources model={bundle.name} />
                  </>
                )}
              </div>
              {canJudge(bundle) && bundle.name !== value.live && (
                <button type="button" disabled={deed.isBusy} onClick={() => void use(bundle.name)}>
                  Use {bundle.name}
                </button>
              )}
            </li>
          ))}
        </ul>
      </section>
      <Learn />
    </main>
  )
}

/** A folder that is no bundle cannot, and settings that have learnt nothing yet cannot either. */
function canJudge(bundle: ModelsAnswer['models'][number]): boolean {
  return !('problem' in bundle) && bundle.kind !== 'unlearnt'
}
