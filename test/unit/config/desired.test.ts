import { describe, expect, it } from 'vitest'
import { applyDesired } from '../../../src/config/desired.ts'

const sources = { env: { EARSHOT_ALARM_RAISE_AT: '0.9', EARSHOT_LOG_LEVEL: 'warn' } }

const taken = (desired: unknown) => {
  const outcome = applyDesired(sources, desired)
  return outcome.isTaken ? outcome.config : undefined
}
const refused = (desired: unknown) => {
  const outcome = applyDesired(sources, desired)
  return outcome.isTaken ? undefined : outcome.refused
}

describe('applyDesired', () => {
  it('lays changeable keys over the environment', () => {
    const config = taken({ alarm: { raiseAt: 0.6 }, $version: 3 })
    expect(config?.alarm.raiseAt).toBe(0.6)
    expect(config?.log.level).toBe('warn')
  })

  it('goes back to the environment when the twin no longer says', () => {
    expect(taken({ alarm: { raiseAt: null }, log: null })?.alarm.raiseAt).toBe(0.9)
  })

  it('refuses all when one is wrong, with the reason for each that is', () => {
    const desired = {
      alarm: { raiseAt: 'high', clearAt: 0.2, colour: 'red' },
      http: { port: 1 },
      log: { level: 'debug' },
      sound: {},
    }
    expect(taken(desired)).toBeUndefined()
    expect(refused(desired)).toEqual({
      'alarm.raiseAt': 'must be a number, 0 to 1',
      'alarm.colour': expect.stringContaining('unknown key'),
      'http.port': expect.stringContaining('cannot be changed'),
      sound: expect.stringContaining('unknown section'),
    })
  })

  it('refuses keys that quarrel with what the file and the environment give', () => {
    expect(refused({ alarm: { clearAt: 0.95, cooldownSeconds: 1 } })).toEqual({
      'alarm.clearAt': 'alarm.clearAt must be at most alarm.raiseAt',
    })
  })

  it('refuses a twin that is no object', () => {
    expect(Object.keys(refused('nonsense') ?? {})).toHaveLength(1)
  })
})
