import { addressOf } from '../live/route.ts'
import { sources } from '../live/state.ts'
import { useDeed } from '../server/deed.ts'
import { Problem } from '../server/problem.tsx'
import { change } from '../server/session.ts'

/** The sources that a bundle judges in place of the chosen one, each to be given back. */
export function JudgedSources({ model }: { readonly model: string }) {
  const { isBusy, problem, run } = useDeed()
  const judged = [...sources.value.values()]
    .map(({ value }) => value)
    .filter(({ ownModel }) => ownModel?.name === model)
    .map(({ source }) => source)
  const giveBack = (source: string) => run(() => change('/api/methods/useModel', { source, name: null }))
  return (
    <>
      {judged.map((source) => (
        <p key={source} class="inline">
          <span>
            ✓ judges <a href={addressOf({ view: 'source', source })}>{source}</a> in place of the chosen one
          </span>
          <button type="button" disabled={isBusy} onClick={() => void giveBack(source)}>
            Let the chosen one judge {source}
          </button>
        </p>
      ))}
      <Problem text={problem} />
    </>
  )
}
