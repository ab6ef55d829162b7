import { afterEach, expect, it, vi } from 'vitest'
import { DEFAULT_ALARM_RULE } from '../../../../src/detect/alarm-rule.ts'
import { whatIf } from '../../../../src/pipeline/review/what-if.ts'

afterEach(() => vi.restoreAllMocks())

it('takes up no further source after 20 s, by the monotonic clock: a clock that is set does not matter', async () => {
  let setMs = 0
  vi.spyOn(Date, 'now').mockImplementation(() => (setMs += 3_600_000))
  let elapsedMs = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (elapsedMs += 8_000))
  const history = {
    windowsDropped: 0,
    add: () => undefined,
    sources: () => ['a', 'b', 'c', 'd', 'e'],
    stretches: async function* () {},
  }
  const answer = await whatIf({ history, reviews: [], now: DEFAULT_ALARM_RULE, other: DEFAULT_ALARM_RULE })
  expect(answer.sources).toEqual({ replayed: 3, of: 5 })
})
