import { signal } from '@preact/signals'
import { addressOf, parseRoute, type Route } from './route.ts'

/** What the address asks for. */
export const route = signal<Route>(parseRoute(location.hash))

addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash)
})

/** Go somewhere else. @param replace - Without a step in the history: while somebody types, say. */
export function go(to: Route, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', addressOf(to))
  route.value = to
}
