import { mkdir, mkdtemp, open as openFile, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ClipFolder, type ClipFolderOptions } from '../../../../src/adapters/disk/clip-folder.ts'
import { decodeWav } from '../../../../src/audio/wav.ts'
import { NotFoundError } from '../../../../src/errors.ts'
import type { ClipHead } from '../../../../src/pipeline/evidence/clip-store.ts'
import { RecordedLog } from '../../../recorders.ts'

let folder: string
let log: RecordedLog
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-clips-'))
  log = new RecordedLog()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const RATE = 8_000
const ramp = (n: number, from = 0): Int16Array => Int16Array.from({ length: n }, (_, i) => from + i)

function head(n: number, source = 'fan-1'): ClipHead {
  const window = { startMs: 0, endMs: 10_000 }
  return {
    id: `${n}-${source}`,
    source,
    alarmId: `${source}:raised:${n}`,
    label: 'loud',
    startMs: n,
    raisedMs: n,
    window,
    sampleRateHz: RATE,
  }
}

async function open(options: Partial<ClipFolderOptions> = {}): Promise<ClipFolder> {
  const store = new ClipFolder({ folder, maxBytes: 1e6, protectedIds: () => new Set(), log, ...options })
  await store.start()
  return store
}

/** A clip of `n` samples, whole. */
async function keep(store: ClipFolder, of: ClipHead, n = 1_000): Promise<void> {
  const clip = store.begin(of, ramp(n), n)
  if (clip === undefined) throw new Error('there was no room')
  await clip.finish()
}

const ids = (store: ClipFolder): string[] => store.list().map(({ id }) => id)

describe('a recording of an alarm', () => {
  it('is what was heard before and after, sample for sample, as a WAV file', async () => {
    const store = await open()
    const clip = store.begin(head(1), ramp(500), 2_000)
    clip?.append(ramp(300, 500))
    clip?.append(ramp(200, 800))
    await clip?.finish()
    expect(store.known('1-fan-1')).toMatchObject({ isComplete: true, durationSeconds: 0.125, endMs: 126, bytes: 2_044 })
    expect(await store.samples('1-fan-1')).toEqual(ramp(1_000))
    const { y, sampleRateHz } = decodeWav(await readFile(join(folder, '1-fan-1.wav')), {
      maxBytes: 1e6,
      maxSeconds: 60,
    })
    expect(sampleRateHz).toBe(RATE)
    expect(Array.from(y, (sample) => sample * 32_768)).toEqual(Array.from(ramp(1_000)))
  })

  it('can be heard while it is being recorded, and is no file of its final name by then', async () => {
    const store = await open()
    const clip = store.begin(head(1), ramp(500), 2_000)
    await store.stop()
    expect(store.known('1-fan-1')).toMatchObject({ isComplete: false, durationSeconds: 0.0625 })
    expect(await store.samples('1-fan-1')).toEqual(ramp(500))
    expect((await readdir(folder)).sort()).toEqual(['1-fan-1.json', '1-fan-1.part'])
    await clip?.finish()
    expect((await readdir(folder)).sort()).toEqual(['1-fan-1.json', '1-fan-1.wav'])
  })

  it('is there after a restart', async () => {
    const before = await open()
    await keep(before, head(1))
    const [clip] = before.list()
    expect((await open()).list()).toEqual([clip])
  })

  it('that was cut off is whole after the next start, as far as it came', async () => {
    const before = await open()
    before.begin(head(1), ramp(500), 2_000)
    await before.stop()
    await writeFile(join(folder, '1-fan-1.part'), Buffer.from([1]), { flag: 'a' })
    const store = await open()
    expect(store.known('1-fan-1')).toMatchObject({ isComplete: true, durationSeconds: 0.0625 })
    expect(await store.samples('1-fan-1')).toEqual(ramp(500))
  })
})

describe('the quota', () => {
  const room = { maxBytes: 3 * (44 + 2_000 + 4_096) }

  it('lets the oldest go first, and holds after a restart with a smaller one', async () => {
    const dropped: string[] = []
    const store = await open({ ...room, onDrop: ({ id }) => dropped.push(id) })
    for (const n of [3, 1, 2, 4]) await keep(store, head(n))
    await store.stop()
    expect(dropped).toEqual(['3-fan-1'])
    expect(ids(store)).toEqual(['4-fan-1', '2-fan-1', '1-fan-1'])
    expect(ids(await open({ maxBytes: room.maxBytes / 3 }))).toEqual(['4-fan-1'])
  })

  it('never lets the last recording of an alarm that stands go', async () => {
    const store = await open({ ...room, protectedIds: () => new Set(['1-fan-1', '2-fan-1']) })
    for (const n of [1, 2, 3, 4, 5]) await keep(store, head(n))
    expect(ids(store)).toEqual(['5-fan-1', '2-fan-1', '1-fan-1'])
  })

  it('has no room for a further one where those fill it, and drops nothing in vain', async () => {
    const store = await open({ ...room, protectedIds: () => new Set(['1-fan-1', '2-fan-1']) })
    for (const n of [1, 2, 3]) await keep(store, head(n))
    expect(store.begin(head(4), ramp(10), 5_000)).toBeUndefined()
    expect(ids(store)).toEqual(['3-fan-1', '2-fan-1', '1-fan-1'])
  })

  it('counts what a recording may become, not what it is yet', async () => {
    const store = await open(room)
    expect(store.begin(head(1), ramp(10), 6_000)).toBeDefined()
    expect(store.begin(head(2), ramp(10), 1_000)).toBeUndefined()
    await store.stop()
  })

  it('takes the files away', async () => {
    const store = await open(room)
    for (const n of [1, 2, 3, 4, 5]) await keep(store, head(n))
    await store.stop()
    await expect.poll(async () => (await readdir(folder)).length).toBe(6)
    await expect(store.audio('1-fan-1')).rejects.toThrow(NotFoundError)
  })
})

describe('what is wrong on the disk', () => {
  it('is removed and said, and leaves the others alone', async () => {
    await keep(await open(), head(1))
    await keep(await open(), head(2))
    await writeFile(join(folder, '2-fan-1.json'), '{"id":')
    await writeFile(join(folder, '3-fan-1.wav'), 'no description')
    await writeFile(join(folder, '4-fan-1.json'), JSON.stringify(head(4)))
    await writeFile(join(folder, '5-fan-1.json'), JSON.stringify(head(1)))
    await writeFile(join(folder, '6-fan-1.json.unfinished'), '{')
    await writeFile(join(folder, 'notes.txt'), 'of somebody')
    const store = await open()
    expect(ids(store)).toEqual(['1-fan-1'])
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(4)
    expect((await readdir(folder)).sort()).toEqual(['1-fan-1.json', '1-fan-1.wav', 'notes.txt'])
  })

  it('stops no alarm: without a folder nothing is kept, and the log says so', async () => {
    await writeFile(join(folder, 'file'), '')
    const store = await open({ folder: join(folder, 'file', 'evidence') })
    expect(store.begin(head(1), ramp(10), 10)).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'error' }])
  })

  it('gives up a recording that cannot be written', async () => {
    const store = await open()
    await mkdir(join(folder, '1-fan-1.part'))
    const clip = store.begin(head(1), ramp(10), 10)
    await clip?.finish()
    expect(store.list()).toEqual([])
    expect(log.lines).toMatchObject([{ level: 'error' }, { level: 'warn' }])
  })

  it.runIf(process.platform === 'linux')('leaves no file open when the disk is full', async () => {
    const store = await open()
    await using some = await openFile(folder)
    vi.spyOn(Object.getPrototypeOf(some), 'write').mockRejectedValueOnce(new Error('ENOSPC: no space left on device'))
    await store.begin(head(1), ramp(10), 10)?.finish()
    vi.restoreAllMocks()
    expect(log.lines[0]?.text).toContain('could not be written')
    const links = (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
    expect((await Promise.all(links)).filter((path) => path.startsWith(join(folder, '1-')))).toEqual([])
  })
})
