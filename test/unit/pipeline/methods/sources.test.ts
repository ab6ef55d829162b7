import { describe, expect, it } from 'vitest'
import { RequestError } from '../../../../src/errors.ts'
import { methodsAtWork } from './methods.ts'

describe('sources', () => {
  it.each([
    { payload: undefined, names: ['fan-1', 'fan-2', 'press.1'] },
    { payload: { source: 'fan-2' }, names: ['fan-2'] },
    { payload: { source: 'fan-*,press.1' }, names: ['fan-1', 'fan-2', 'press.1'] },
    { payload: { source: 'pump' }, names: [] },
  ])('tells of those that $payload means', async ({ payload, names }) => {
    const { call, hear, settled } = await methodsAtWork()
    for (const source of ['fan-1', 'fan-2', 'press.1']) hear(source, 0.1)
    await settled(3)
    const { status, payload: answer } = await call('sources', payload)
    expect(status).toBe(200)
    expect(answer).toEqual({ sources: names.map((source) => expect.objectContaining({ source, state: 'live' })) })
  })

  it.each([{ source: 'fan 1' }, { source: 5 }, { name: 'fan-1' }])('refuses %j', async (payload) => {
    const { call } = await methodsAtWork()
    await expect(call('sources', payload)).rejects.toThrow(RequestError)
  })
})
