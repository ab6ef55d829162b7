import { describe, expect, it } from 'vitest'
import { BundleError, NotFoundError } from '../../../src/errors.ts'
import type { Scorer } from '../../../src/model/scoring.ts'
import { createModelRegistry, type ModelShelf } from '../../../src/pipeline/model-registry.ts'
import { networkDraft } from '../model/network-draft.ts'

/** A shelf that writes down what is loaded (+) and disposed of (-). */
function shelf(): { shelf: ModelShelf; log: string[]; broken: Set<string> } {
  const log: string[] = []
  const broken = new Set<string>()
  const load = async (name: string): Promise<Scorer> => {
    log.push(`+${name}`)
    if (broken.has(name)) throw new BundleError(`${name} is damaged`)
    const identity = { name, version: '1', sha256: '' }
    const verdict = { label: 'ok', message: 'OK', anomaly: false, score: 0, probabilities: [], model: identity }
    return {
      manifest: { ...networkDraft(), files: {} },
      identity,
      engineName: 'cpu',
      scoreClip: async () => verdict,
      examineClip: async () => ({ verdict, pictures: [] }),
      scoreSamples: async () => verdict,
      dispose: () => void log.push(`-${name}`),
    }
  }
  const manifest = async () => ({ ...networkDraft(), files: {} })
  return { shelf: { list: async () => [], load, manifest }, log, broken }
}

const nameOf = async ({ identity }: Scorer): Promise<string> => identity.name

describe('a registry of models', () => {
  it('loads a model once, also when two ask at the same time', async () => {
    const { shelf: books, log } = shelf()
    const registry = createModelRegistry(books, 2)
    expect(await Promise.all([registry.use('a', nameOf), registry.use('a', nameOf)])).toEqual(['a', 'a'])
    await registry.use('a', nameOf)
    expect(log).toEqual(['+a'])
  })

  it('disposes of the one that was not used for longest', async () => {
    const { shelf: books, log } = shelf()
    const registry = createModelRegistry(books, 2)
    for (const name of ['a', 'b', 'a', 'c']) await registry.use(name, nameOf)
    expect(log).toEqual(['+a', '+b', '+c', '-b'])
  })

  it('never disposes of one that is at work', async () => {
    const { shelf: books, log } = shelf()
    const registry = createModelRegistry(books, 1)
    let finish: (() => void) | undefined
    const long = registry.use(
      'a',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve
        }),
    )
    await registry.use('b', nameOf)
    expect(log).toEqual(['+a', '+b', '-b'])
    finish?.()
    await long
    expect(log).toEqual(['+a', '+b', '-b'])
  })

  it('tries a broken one again', async () => {
    const { shelf: books, broken } = shelf()
    broken.add('a')
    const registry = createModelRegistry(books, 1)
    await expect(registry.use('a', nameOf)).rejects.toThrow(BundleError)
    broken.clear()
    await expect(registry.use('a', nameOf)).resolves.toBe('a')
  })

  it('keeps a model whose work failed', async () => {
    const { shelf: books, log } = shelf()
    const registry = createModelRegistry(books, 1)
    await expect(registry.use('a', () => Promise.reject(new Error('bad clip')))).rejects.toThrow('bad clip')
    await registry.use('a', nameOf)
    expect(log).toEqual(['+a'])
  })

  it.each(['', '..', '.', 'a/b', 'ü', 'x'.repeat(65)])('does not look for a model called %j', async (name) => {
    const { shelf: books, log } = shelf()
    await expect(createModelRegistry(books, 1).use(name, nameOf)).rejects.toThrow(NotFoundError)
    expect(log).toEqual([])
  })

  it('gives everything back at the end', async () => {
    const { shelf: books, log } = shelf()
    const registry = createModelRegistry(books, 4)
    await registry.use('a', nameOf)
    await registry.use('b', nameOf)
    await registry.close()
    expect(log).toEqual(['+a', '+b', '-a', '-b'])
  })
})
