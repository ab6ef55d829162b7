import { describe, expect, it } from 'vitest'
import { BundleError } from '../../../src/errors.ts'
import { SourceModels } from '../../../src/pipeline/source-models.ts'
import { until } from '../../until.ts'
import { listening } from './listening.ts'
import { loudnessShelf } from './loudness-shelf.ts'
import { memoryAssignments } from './memory-assignments.ts'

async function sourceModels(initial: Readonly<Record<string, string>> = {}) {
  const books = await loudnessShelf({ a: {}, b: {}, damaged: 'damaged' })
  const store = memoryAssignments(initial)
  const flow = listening()
  const models = new SourceModels({ shelf: books.shelf, store, pipeline: flow.pipeline, maxSources: 2, log: flow.log })
  await models.start()
  return { ...books, ...flow, store, models }
}

const judgedBy = ({ sink }: Pick<Awaited<ReturnType<typeof sourceModels>>, 'sink'>) =>
  Object.fromEntries(sink.verdicts.map(({ source, model }) => [source, model.name]))

describe('models of sources', () => {
  it('hold from the start on, each for its source', async () => {
    const scene = await sourceModels({ 'fan-1': 'a', 'fan-2': 'b' })
    for (const source of ['fan-1', 'fan-2', 'fan-3']) scene.hear(source, 0.1)
    await scene.settled(3)
    expect(judgedBy(scene)).toEqual({ 'fan-1': 'a', 'fan-2': 'b', 'fan-3': 'level' })
    expect(scene.pipeline.sources().map(({ ownModel }) => ownModel?.name)).toEqual(['a', 'b', undefined])
    await expect(scene.pipeline.scoreNow('fan-2')).resolves.toMatchObject({ model: { name: 'b' } })
  })

  it('that cannot be loaded are left to the module’s, said, and kept for when they can be', async () => {
    const scene = await sourceModels({ 'fan-1': 'damaged', 'fan-2': 'b' })
    for (const source of ['fan-1', 'fan-2']) scene.hear(source, 0.1)
    await scene.settled(2)
    expect(judgedBy(scene)).toEqual({ 'fan-1': 'level', 'fan-2': 'b' })
    expect(scene.log.lines.find(({ level }) => level === 'error')?.fields).toMatchObject({ source: 'fan-1' })
    expect(scene.models.list()).toEqual({ 'fan-1': 'damaged', 'fan-2': 'b' })
  })

  it('are none where they cannot be read, and the module listens all the same', async () => {
    const { shelf } = await loudnessShelf({ a: {} })
    const flow = listening()
    const store = { ...memoryAssignments(), read: () => Promise.reject(new Error('it is damaged')) }
    const models = new SourceModels({ shelf, store, pipeline: flow.pipeline, maxSources: 2, log: flow.log })
    await models.start()
    expect(models.list()).toEqual({})
    expect(flow.log.lines.map(({ level }) => level)).toContain('error')
  })

  it('are only so many: names come from outside', async () => {
    const { models, store } = await sourceModels({ 'fan-1': 'a', 'fan-2': 'a' })
    await expect(models.use('fan-3', 'a')).rejects.toThrow(/^2 sources have a model of their own already/)
    expect(Object.fromEntries(store.held)).toEqual({ 'fan-1': 'a', 'fan-2': 'a' })
    await models.use('fan-2', 'b')
    await models.use('fan-1', null)
    await models.use('fan-3', 'a')
    expect(models.list()).toEqual({ 'fan-2': 'b', 'fan-3': 'a' })
  })

  it('are exchanged, written down, and let go', async () => {
    const { models, store, history } = await sourceModels()
    await models.use('fan-1', 'a')
    await models.use('fan-1', 'b')
    expect(models.of('fan-1')?.name).toBe('b')
    expect(Object.fromEntries(store.held)).toEqual({ 'fan-1': 'b' })
    await models.use('fan-1', null)
    expect(models.of('fan-1')).toBeUndefined()
    expect(store.held.size).toBe(0)
    await until(() => history.length === 4, 'both were let go')
    expect(history.toSorted()).toEqual(['+a 1.0.0', '+b 1.0.0', '-a 1.0.0', '-b 1.0.0'])
  })

  it('stay as they are when the next is damaged, or cannot be written down', async () => {
    const { models, store } = await sourceModels({ 'fan-1': 'a' })
    await expect(models.use('fan-1', 'damaged')).rejects.toThrow(BundleError)
    store.isFull = true
    await expect(models.use('fan-1', 'b')).rejects.toThrow('no space')
    expect(models.of('fan-1')?.name).toBe('a')
    expect(Object.fromEntries(store.held)).toEqual({ 'fan-1': 'a' })
  })
})
