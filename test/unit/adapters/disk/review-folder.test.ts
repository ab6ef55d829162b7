import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReviewFolder } from '../../../../src/adapters/disk/review-folder.ts'
import { ConfigError } from '../../../../src/errors.ts'
import type { Review } from '../../../../src/pipeline/review/review.ts'
import { RecordedLog } from '../../../recorders.ts'

let folder: string
let log: RecordedLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-reviews-'))
  log = new RecordedLog()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const WAV = 'RIFF and a thousand bytes'.padEnd(1_000)
/** Clips that are whole, by id. */
const clip = (id: string): string => join(folder, `${id}.wav`)
const place = () => join(folder, 'reviews')

async function open(maxBytes = 1e6): Promise<ReviewFolder> {
  const store = new ReviewFolder({
    folder: place(),
    maxBytes,
    pathOfClip: (id) => (id === 'none' ? undefined : clip(id)),
    log,
  })
  await store.start()
  return store
}

function review(n: number, judgement: Review['judgement'] = 'right'): Omit<Review, 'hasRecording'> {
  const window = { startMs: n - 10, endMs: n }
  return {
    alarmId: `fan-1:raised:${n}`,
    source: 'fan-1',
    alarmLabel: 'loud',
    raisedMs: n,
    window,
    judgement,
    label: 'loud',
    note: '',
    reviewedMs: n,
  }
}

describe('reviews', () => {
  it('are kept with the recording of the alarm, which outlives the clip, over a restart too', async () => {
    const before = await open()
    await writeFile(clip('c1'), WAV)
    await before.save(review(1), { clipId: 'c1', startMs: -5 })
    await unlink(clip('c1'))
    const store = await open()
    expect(store.list()).toEqual([{ ...review(1), hasRecording: true }])
    const [kept] = store.recordings()
    expect(kept).toMatchObject({ startMs: -5, bytes: 1_000 })
    expect(String(await kept?.read())).toBe(WAV)
  })

  it('take up the recording when it is whole', async () => {
    const store = await open()
    expect(await store.save(review(1), { clipId: 'none', startMs: 0 })).toMatchObject({ hasRecording: false })
    await writeFile(clip('c1'), WAV)
    await store.attach('fan-1:raised:1', { clipId: 'c1', startMs: 0 })
    await store.attach('fan-1:raised:2', { clipId: 'c1', startMs: 0 })
    expect(store.list()).toEqual([{ ...review(1), hasRecording: true }])
  })

  it('are replaced by later ones, and keep the recording', async () => {
    const store = await open()
    await writeFile(clip('c1'), WAV)
    await store.save(review(1), { clipId: 'c1', startMs: 0 })
    await store.save(review(1, 'false-alarm'), undefined)
    expect(store.list()).toEqual([{ ...review(1, 'false-alarm'), hasRecording: true }])
    expect(await readdir(place())).toHaveLength(2)
  })

  it('stay when their recordings have to go, the oldest first', async () => {
    const store = await open(2_500)
    for (const n of [2, 1, 3]) {
      await writeFile(clip(`c${n}`), WAV)
      await store.save(review(n), { clipId: `c${n}`, startMs: 0 })
    }
    expect(store.list().map(({ raisedMs, hasRecording }) => [raisedMs, hasRecording])).toEqual([
      [3, true],
      [2, true],
      [1, false],
    ])
  })

  it('that are damaged are left out, and left alone', async () => {
    await (await open()).save(review(1), undefined)
    const [name = ''] = await readdir(place())
    await writeFile(join(place(), `${'0'.repeat(32)}.json`), '{"alarmId":')
    await writeFile(join(place(), `${name}.unfinished`), '{')
    expect((await open()).list()).toHaveLength(1)
    expect(log.lines).toMatchObject([{ level: 'warn' }])
    expect(await readdir(place())).toHaveLength(2)
    expect(JSON.parse(await readFile(join(place(), name), 'utf8'))).toMatchObject({ alarmId: 'fan-1:raised:1' })
  })

  it('are swept clean of what a kill left behind, at the start', async () => {
    const store = await open()
    await writeFile(clip('c1'), WAV)
    await store.save(review(1), { clipId: 'c1', startMs: 0 })
    await writeFile(join(place(), `${'1'.repeat(32)}.wav`), WAV)
    await writeFile(join(place(), `${'1'.repeat(32)}.json.unfinished`), '{')
    expect((await open()).list()).toHaveLength(1)
    expect(await readdir(place())).toHaveLength(2)
  })

  it('can be read by others while they are being written', async () => {
    const store = await open()
    await store.save(review(1), undefined)
    const unfinished = `${'1'.repeat(32)}.json.unfinished`
    await writeFile(join(place(), unfinished), '{')
    const other = new ReviewFolder({ folder: place(), maxBytes: 1e6, pathOfClip: () => undefined, log })
    await other.read()
    expect(other.list()).toEqual(store.list())
    expect(await readdir(place())).toContain(unfinished)
  })

  it('cannot be kept without a folder, and who reviews is told', async () => {
    await writeFile(place(), 'a file')
    const store = await open()
    expect(store.list()).toEqual([])
    await expect(store.save(review(1), undefined)).rejects.toThrow(ConfigError)
  })
})
