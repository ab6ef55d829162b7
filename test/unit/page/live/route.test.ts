import { describe, expect, it } from 'vitest'
import { addressOf, parseRoute, type Route } from '../../../../src/page/live/route.ts'

const routes: readonly Route[] = [
  { view: 'wall', filter: 'all', find: '' },
  { view: 'wall', filter: 'silent', find: 'press 1 & 2' },
  { view: 'source', source: 'fan-1' },
  { view: 'source', source: 'a/b?c#d', atMs: 1_795_638_426_490 },
  { view: 'alarms' },
  { view: 'alarm', alarmId: 'fan-1:raised:1795638426490' },
  { view: 'tuning' },
  { view: 'models' },
]

describe('the address of a view', () => {
  it.each(routes)('leads back to $view', (route) => {
    expect(parseRoute(addressOf(route))).toEqual(route)
  })

  it.each(['', '#', '#/', '#/nonsense', '#/source/', '#/?show=nonsense'])('leads to the wall when it is %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ view: 'wall', filter: 'all', find: '' })
  })

  it('may be badly encoded', () => {
    expect(parseRoute('#/source/%E0%A4%A')).toEqual({ view: 'source', source: '%E0%A4%A' })
  })
})
