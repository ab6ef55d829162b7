import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../../src/errors.ts'
import { parseCondition } from '../../../../src/sim/edge/condition.ts'
import { matchesRoute, parseRoute } from '../../../../src/sim/edge/route.ts'

const sent = (moduleId: string, output: string, properties: Record<string, string> = {}) => ({
  moduleId,
  output,
  properties,
  system: {},
  body: Buffer.alloc(0),
})

describe('a route', () => {
  it.each([
    ['/*', true, true],
    ['/messages', true, true],
    ['/messages/*', true, true],
    ['/messages/modules/ear', true, true],
    ['/messages/modules/ear/*', true, true],
    ['/messages/modules/ear/outputs/*', true, true],
    ['/messages/modules/ear/outputs/alarms', true, false],
    ['/messages/modules/eye/outputs/alarms', false, false],
  ])('from %s takes alarms: %s, verdicts: %s', (source, alarms, verdicts) => {
    const route = parseRoute('r', `FROM ${source} INTO $upstream`)
    expect(matchesRoute(route, sent('ear', 'alarms'))).toBe(alarms)
    expect(matchesRoute(route, sent('ear', 'verdicts'))).toBe(verdicts)
  })

  it('leads to an input of a module, with a priority and a time to live', () => {
    const route = `from /messages/* where a = 'INTO x' into BrokeredEndpoint('/modules/valve/inputs/shut')`
    expect(parseRoute('r', { route, priority: 2, timeToLiveSecs: 5 })).toMatchObject({
      sink: { moduleId: 'valve', input: 'shut' },
      priority: 2,
      timeToLiveSecs: 5,
    })
  })

  it.each([
    'FROM /messages/*',
    'FROM /twinChangeNotifications INTO $upstream',
    'FROM /messages/* INTO BrokeredEndpoint("/x")',
    '',
  ])('is refused by name when it reads %j', (route) => {
    expect(() => parseRoute('broken', route)).toThrow(/route broken/)
  })
})

describe('a condition', () => {
  const properties = { state: 'raised', level: '10', quote: "it's" }

  it.each([
    ["state = 'raised'", true],
    ["state != 'raised'", false],
    ["state <> 'cleared'", true],
    ['level > 9', true],
    ["level > '9'", false],
    ['level >= 10 AND level <= 10', true],
    ['level < -1', false],
    ["quote = 'it''s'", true],
    ["state = 'cleared' OR level = 10 AND NOT state = 'cleared'", true],
    ["(state = 'raised' OR level = 1) AND level = 2", false],
    ["missing = 'x'", undefined],
    ["NOT missing = 'x'", undefined],
    ["missing = 'x' OR state = 'raised'", true],
    ["missing = 'x' AND state = 'raised'", undefined],
    ["missing = 'x' AND state = 'cleared'", false],
  ])('%s is %s', (condition, truth) => {
    expect(parseCondition(condition)(properties)).toBe(truth)
  })

  it.each(["state = 'raised", '$body.x = 1', 'state =', '(state = 1', 'state = 1)', 'AND', 'is_defined(state)', ''])(
    'is refused when it reads %j',
    (condition) => {
      expect(() => parseCondition(condition)).toThrow(ConfigError)
    },
  )
})
