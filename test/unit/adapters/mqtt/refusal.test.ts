import { describe, expect, it } from 'vitest'
import { describeFailure, shownAddress } from '../../../../src/adapters/mqtt/refusal.ts'

const withCode = (code: unknown): Error => Object.assign(new Error('insides'), { code })

describe('a failed connection', () => {
  it.each([
    [4, 'credentials', 'check mqtt.username and mqtt.password'],
    [134, 'credentials', 'check mqtt.username and mqtt.password'],
    [135, 'credentials', 'access list'],
    [1, 'version', 'does not speak this version'],
    [132, 'version', 'does not speak this version'],
    [142, 'other', 'another client with the same id'],
    [200, 'other', 'code 200'],
    ['ECONNREFUSED', 'unreachable', 'nothing listens'],
    ['ENOTFOUND', 'unreachable', 'host name is not known'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate', 'mqtt.caFile'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate', 'host name'],
    ['E_NEW', 'other', 'failed'],
  ])('with %s is of kind %s and says: %s', (code, reason, text) => {
    const error = describeFailure('mqtt://plant:1883', withCode(code))
    expect(error.reason).toBe(reason)
    expect(error.message).toContain('mqtt://plant:1883')
    expect(error.message).toContain(text)
    expect(error.message).not.toContain('insides')
    expect([error.code, error.retryable]).toEqual(['EARSHOT_TRANSPORT', true])
  })

  it('on all addresses of a host is described by the first', () => {
    expect(describeFailure('b', new AggregateError([withCode('ECONNREFUSED'), withCode('E_NEW')])).reason).toBe(
      'unreachable',
    )
  })

  it('that was described already stays as it is', () => {
    const error = describeFailure('b', new Error('connack timeout'))
    expect(error.message).toContain('does not answer')
    expect(describeFailure('b', error)).toBe(error)
  })
})

it('an address is shown without user and password', () => {
  expect(shownAddress('mqtts://user:secret@plant:8883/x')).toBe('mqtts://plant:8883/x')
  expect(shownAddress('mqtt://user:s@cret@plant:1883/x@y')).toBe('mqtt://plant:1883/x@y')
  expect(shownAddress('mqtt://plant:1883')).toBe('mqtt://plant:1883')
})
