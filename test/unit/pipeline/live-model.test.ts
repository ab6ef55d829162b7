import { describe, expect, it, vi } from 'vitest'
import { BundleError, NotFoundError } from '../../../src/errors.ts'
import { LiveModel } from '../../../src/pipeline/live-model.ts'
import { RATE_HZ, sound } from '../../loudness-bundle.ts'
import { until } from '../../until.ts'
import { listening, START_MS } from './listening.ts'
import { loudnessShelf } from './loudness-shelf.ts'

const CLIP = { y: sound(1, 0.5), sampleRateHz: RATE_HZ, channels: 1 }

/** A pipeline that judges by the bundle `first`. */
async function judging(bundles: Parameters<typeof loudnessShelf>[0] = { first: {}, second: {} }) {
  const books = await loudnessShelf(bundles)
  const liveModel = await LiveModel.load(books.shelf, { name: 'first', hopFrames: 0 })
  const flow = listening({ scorer: liveModel.windows })
  return { ...books, ...flow, liveModel }
}

/** Lets a piece of work go on when told to. */
function gate() {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

describe('the live model', () => {
  it('is exchanged between two windows: none is lost, none fails, and the former goes when it is done', async () => {
    const { liveModel, pipeline, hear, settled, sink, history } = await judging()
    hear('fan-1', 0.1, { seconds: 20 })
    hear('fan-2', 0.1, { seconds: 20 })
    await until(() => sink.verdicts.length > 4, 'the first bundle is at work')
    await liveModel.use(pipeline, { name: 'second', hopFrames: 0 })
    expect(liveModel).toMatchObject({ name: 'second', scorer: { identity: { name: 'second' } } })
    const windows = Math.floor((20 * RATE_HZ - RATE_HZ) / (15 * 256)) + 1
    await settled(2 * windows)
    await until(() => history.length === 3, 'the former was let go')
    expect(history).toEqual(['+first 1.0.0', '+second 1.0.0', '-first 1.0.0'])
    for (const name of ['fan-1', 'fan-2']) {
      const verdicts = sink.verdicts.filter(({ source }) => source === name)
      expect(verdicts.map(({ window }) => Math.round(window.startMs - START_MS))).toEqual(
        Array.from({ length: windows }, (_, i) => i * 480),
      )
      const by = verdicts.map(({ model }) => model.name)
      expect(by).toEqual(by.toSorted())
      expect(by.at(-1)).toBe('second')
    }
    expect(pipeline.sources().map(({ counts }) => counts.windowsFailed + counts.windowsDropped)).toEqual([0, 0])
  })

  it.each([
    { name: 'damaged', error: BundleError },
    { name: 'nowhere', error: NotFoundError },
  ])('stays when the other one is $name', async ({ name, error }) => {
    const { liveModel, pipeline, hear, settled, sink, history } = await judging({ first: {}, damaged: 'damaged' })
    await expect(liveModel.use(pipeline, { name, hopFrames: 0 })).rejects.toThrow(error)
    expect(liveModel.name).toBe('first')
    hear('fan-1', 0.5, { seconds: 2 })
    await settled(3)
    expect(sink.verdicts.at(-1)).toMatchObject({ model: { name: 'first' } })
    expect(history).toEqual(['+first 1.0.0'])
  })

  it('goes on with another hop without being loaded again', async () => {
    const { liveModel, pipeline, hear, settled, sink, history } = await judging()
    await liveModel.use(pipeline, { name: 'first', hopFrames: 0 })
    await liveModel.use(pipeline, { name: 'first', hopFrames: 31 })
    hear('fan-1', 0.1, { seconds: 3 })
    await settled(3)
    expect(sink.verdicts.map(({ window }) => Math.round(window.startMs - START_MS))).toEqual([0, 992, 1_984])
    expect(history).toEqual(['+first 1.0.0'])
  })

  it('takes up a newer bundle of the same name when it is asked to look', async () => {
    const { liveModel, pipeline, history, bundles } = await judging()
    bundles['first'] = { version: '2.0.0' }
    await liveModel.use(pipeline, { name: 'first', hopFrames: 0 })
    expect(liveModel.scorer.identity.version).toBe('1.0.0')
    await liveModel.use(pipeline, { name: 'first', hopFrames: 0, isReread: true })
    expect(liveModel.scorer.identity.version).toBe('2.0.0')
    await until(() => history.length === 3, 'the former was let go')
    expect(history).toEqual(['+first 1.0.0', '+first 2.0.0', '-first 1.0.0'])
  })

  it('is not let go while it scores a clip', async () => {
    const { liveModel, pipeline, history, loaded } = await judging()
    const { opened, open } = gate()
    const scoreClip = loaded[0]?.scoreClip.bind(loaded[0])
    if (loaded[0] === undefined || scoreClip === undefined) throw new Error('nothing was loaded')
    vi.spyOn(loaded[0], 'scoreClip').mockImplementation(async (clip) => {
      await opened
      return scoreClip(clip)
    })
    const verdict = liveModel.scoreClip(CLIP)
    await liveModel.use(pipeline, { name: 'second', hopFrames: 0 })
    await expect(liveModel.scoreClip(CLIP)).resolves.toMatchObject({ model: { name: 'second' } })
    expect(history).toEqual(['+first 1.0.0', '+second 1.0.0'])
    open()
    await expect(verdict).resolves.toMatchObject({ model: { name: 'first' }, label: 'loud' })
    await until(() => history.length === 3, 'the former was let go')
  })

  it('is the last one asked for when several are asked for at once, and never are there more than two', async () => {
    const { liveModel, pipeline, history } = await judging({ first: {}, second: {}, third: {}, damaged: 'damaged' })
    const asked = ['second', 'damaged', 'third', 'first'].map((name) => liveModel.use(pipeline, { name, hopFrames: 0 }))
    const outcomes = await Promise.allSettled(asked)
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled'])
    await until(() => history.length === 7, 'all former ones were let go')
    expect(liveModel.name).toBe('first')
    let inMemory = 0
    for (const line of history) {
      inMemory += line.startsWith('+') ? 1 : -1
      expect(inMemory).toBeLessThanOrEqual(2)
    }
    expect(inMemory).toBe(1)
  })
})
