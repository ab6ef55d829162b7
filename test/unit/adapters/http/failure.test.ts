import { describe, expect, it } from 'vitest'
import { failureOf, STATUS_BY_CODE } from '../../../../src/adapters/http/failure.ts'
import { AudioError, ERROR_CODES, OverloadedError } from '../../../../src/errors.ts'

describe('failureOf', () => {
  it('has a status for every code', () => {
    expect(Object.keys(STATUS_BY_CODE).sort()).toEqual([...ERROR_CODES].sort())
  })

  it('gives our errors their code and message', () => {
    expect(failureOf(new AudioError('EARSHOT_AUDIO_TOO_SHORT', 'send more'))).toEqual({
      status: 422,
      body: { error: { code: 'EARSHOT_AUDIO_TOO_SHORT', message: 'send more' } },
      headers: {},
    })
  })

  it('says when to try again', () => {
    expect(failureOf(new OverloadedError('busy'))).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  })

  it.each([new TypeError('secret'), { statusCode: 500, message: 'secret' }, 'secret', null, { statusCode: 'x' }])(
    'tells nothing of a bug (%#)',
    (bug) => {
      const { status, body } = failureOf(bug)
      expect([status, body.error.code]).toEqual([500, 'EARSHOT_INTERNAL'])
      expect(JSON.stringify(body)).not.toContain('secret')
    },
  )
})
