import type { Route } from '../live/route.ts'
import { sources } from '../live/state.ts'
import { SourceView } from '../source/source-view.tsx'
import { Wall } from './wall.tsx'

/** The wall; one source alone needs none, and is shown with all that is known of it. */
export function Home(asked: Extract<Route, { view: 'wall' }>) {
  const [only, ...others] = sources.value.keys()
  const isPlain = asked.filter === 'all' && asked.find === ''
  return only !== undefined && others.length === 0 && isPlain ? <SourceView source={only} /> : <Wall {...asked} />
}
