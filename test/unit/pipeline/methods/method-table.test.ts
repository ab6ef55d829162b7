import { describe, expect, it } from 'vitest'
import { BundleError, NotFoundError, RequestError } from '../../../../src/errors.ts'
import { methodsAtWork } from './methods.ts'

describe('the table of methods', () => {
  it('holds those that users know, and no other', async () => {
    const { methods } = await methodsAtWork()
    expect([...methods.keys()]).toEqual(['infer', 'status', 'sources', 'models', 'useModel', 'silence', 'learn'])
  })

  it('tells the status, with or without an empty payload', async () => {
    const { call } = await methodsAtWork()
    for (const payload of [undefined, null, {}]) {
      await expect(call('status', payload)).resolves.toEqual({ status: 200, payload: { version: '1.2.3' } })
    }
    await expect(call('status', { verbose: true })).rejects.toThrow('Unrecognized key: "verbose"')
  })

  it('tells of the bundles and which one judges, and lets another judge', async () => {
    const { call, hear, settled, sink } = await methodsAtWork()
    await expect(call('models')).resolves.toMatchObject({ status: 200, payload: { live: 'loudness' } })
    await expect(call('useModel', { name: 'other' })).resolves.toMatchObject({
      status: 200,
      payload: { live: 'other', model: { name: 'other' } },
    })
    await expect(call('models')).resolves.toMatchObject({ payload: { live: 'other' } })
    hear('fan-1', 0.1)
    await settled(1)
    expect(sink.verdicts[0]?.model.name).toBe('other')
  })

  it('lets another bundle judge one source, and the module’s again', async () => {
    const { call, hear, settled, sink, assignments } = await methodsAtWork()
    await expect(call('useModel', { source: 'fan-1', name: 'other' })).resolves.toMatchObject({
      payload: { live: 'loudness', source: 'fan-1', model: { name: 'other' } },
    })
    await expect(call('models')).resolves.toMatchObject({
      payload: { live: 'loudness', ofSources: { 'fan-1': 'other' } },
    })
    expect([...assignments.held]).toEqual([['fan-1', 'other']])
    hear('fan-1', 0.1)
    hear('fan-2', 0.1)
    await settled(2)
    expect(Object.fromEntries(sink.verdicts.map(({ source, model }) => [source, model.name]))).toEqual({
      'fan-1': 'other',
      'fan-2': 'loudness',
    })
    await expect(call('useModel', { source: 'fan-1', name: null })).resolves.toMatchObject({
      payload: { model: { name: 'loudness' } },
    })
    await expect(call('sources')).resolves.toMatchObject({ payload: { sources: [{ ownModel: null }, {}] } })
    expect([...assignments.held]).toEqual([])
  })

  it('leaves the bundle in its place when the wanted one is damaged or not there', async () => {
    const { call } = await methodsAtWork()
    await expect(call('useModel', { name: 'damaged' })).rejects.toThrow(BundleError)
    await expect(call('useModel', { name: 'nowhere' })).rejects.toThrow(NotFoundError)
    await expect(call('models')).resolves.toMatchObject({ payload: { live: 'loudness' } })
  })

  it.each([{}, { name: '' }, { name: 'x'.repeat(65) }, { name: 3 }, { model: 'other' }])(
    'refuses useModel with %j',
    async (payload) => {
      const { call } = await methodsAtWork()
      await expect(call('useModel', payload)).rejects.toThrow(RequestError)
    },
  )
})
