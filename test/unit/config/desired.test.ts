import { describe, expect, it } from 'vitest'
import { applyDesired } from '../../../src/config/desired.ts'

const sources = { env: { EARSHOT_ALARM_RAISE_AT: '0.9', EARSHOT_LOG_LEVEL: 'warn' } }

describe('applyDesired', () => {
  it('lays changeable keys over the environment', () => {
    const { config, refused } = applyDesired(sources, { alarm: { raiseAt: 0.6 }, $version: 3 })
    expect(config.alarm.raiseAt).toBe(0.6)
    expect(config.log.level).toBe('warn')
    expect(refused).toEqual({})
  })

  it('goes back to the environment when the twin no longer says', () => {
    expect(applyDesired(sources, { alarm: { raiseAt: null }, log: null }).config.alarm.raiseAt).toBe(0.9)
  })

  it('refuses each bad key with its reason and takes the others', () => {
    const { config, refused } = applyDesired(sources, {
      alarm: { raiseAt: 'high', clearAt: 0.2, colour: 'red' },
      http: { port: 1 },
      log: { level: 'debug' },
      sound: {},
    })
    expect(config.alarm).toMatchObject({ raiseAt: 0.9, clearAt: 0.2 })
    expect(config.http.port).toBe(8080)
    expect(config.log.level).toBe('debug')
    expect(refused).toEqual({
      'alarm.raiseAt': 'must be a number, 0 to 1',
      'alarm.colour': expect.stringContaining('unknown key'),
      'http.port': expect.stringContaining('cannot be changed'),
      sound: expect.stringContaining('unknown section'),
    })
  })

  it('refuses keys that quarrel with what is in force, and only those', () => {
    const { config, refused } = applyDesired(sources, { alarm: { clearAt: 0.95, cooldownSeconds: 1 } })
    expect(config.alarm).toMatchObject({ raiseAt: 0.9, clearAt: 0.5, cooldownSeconds: 1 })
    expect(refused).toEqual({ 'alarm.clearAt': 'alarm.clearAt must be at most alarm.raiseAt' })
  })

  it('survives a twin that is no object', () => {
    expect(applyDesired(sources, 'nonsense').config.alarm.raiseAt).toBe(0.9)
  })
})
