import { describe, expect, it } from 'vitest'
import { NotFoundError, RequestError } from '../../../../src/errors.ts'
import { START_MS } from '../listening.ts'
import { methodsAtWork } from './methods.ts'

async function heard() {
  const work = await methodsAtWork()
  work.hear('fan-1', 0.1)
  await work.settled(1)
  return work
}

describe('silence', () => {
  it('keeps a source from raising an alarm for a time, and says why', async () => {
    const { call, pipeline } = await heard()
    const silence = { untilMs: START_MS + 30 * 60_000, reason: 'bearing change' }
    await expect(call('silence', { source: 'fan-1', minutes: 30, reason: ' bearing change ' })).resolves.toEqual({
      status: 200,
      payload: { source: 'fan-1', silence },
    })
    expect(pipeline.sources()[0]?.silence).toEqual(silence)
  })

  it('ends with 0 minutes, for which no reason is needed', async () => {
    const { call, pipeline } = await heard()
    await call('silence', { source: 'fan-1', minutes: 30, reason: 'bearing change' })
    await expect(call('silence', { source: 'fan-1', minutes: 0 })).resolves.toMatchObject({
      payload: { silence: null },
    })
    expect(pipeline.sources()[0]?.silence).toBeNull()
  })

  it.each([
    { payload: {}, problem: 'at source' },
    { payload: { source: 'fan-1', minutes: 5 }, problem: 'reason must be given' },
    { payload: { source: 'fan-1', minutes: 5, reason: '  ' }, problem: 'at reason' },
    { payload: { source: 'fan-1', minutes: -1, reason: 'x' }, problem: 'at minutes' },
    { payload: { source: 'fan-1', minutes: 8 * 24 * 60, reason: 'x' }, problem: 'at minutes' },
    { payload: { source: 'fan-1', minutes: '5', reason: 'x' }, problem: 'at minutes' },
    { payload: { source: 'fan-1', minutes: 5, reason: 'x', colour: 'red' }, problem: 'colour' },
  ])('says what is wrong with $payload, and silences nothing', async ({ payload, problem }) => {
    const { call, pipeline } = await heard()
    const error: unknown = await call('silence', payload).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RequestError)
    expect(String(error)).toContain(problem)
    expect(pipeline.sources()[0]?.silence).toBeNull()
  })

  it('knows only sources that were heard', async () => {
    const { call } = await heard()
    await expect(call('silence', { source: 'fan-9', minutes: 5, reason: 'x' })).rejects.toThrow(NotFoundError)
  })
})
