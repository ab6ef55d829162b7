import { existsSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HistoryFolder, type HistoryFolderOptions } from '../../../../src/adapters/disk/history-folder.ts'
import type { ScoredWindow } from '../../../../src/detect/alarm.ts'
import { RecordedLog } from '../../../recorders.ts'

const DAY_MS = 24 * 3_600_000
const NOW = 1_767_225_600_000
let folder: string
let log: RecordedLog
const time = { nowMs: NOW }
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-history-'))
  log = new RecordedLog()
  time.nowMs = NOW
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function open(options: Partial<HistoryFolderOptions> = {}): Promise<HistoryFolder> {
  const clock = () => time.nowMs
  const all = { folder, maxBytes: 1e9, maxAgeMs: 7 * DAY_MS, clock, log, onDrop: () => undefined, ...options }
  const history = new HistoryFolder(all)
  await history.start()
  return history
}

const A = { name: 'a', message: 'A', normal: false, thresholds: { raiseAt: 0.7, clearAt: 0.4 } }
const B = { name: 'b', message: 'B', normal: false }
const CONTEXT = { bundle: { labels: [A, B] }, chunkMs: 1_000 }
const OTHER = { labels: [{ name: 'a', message: 'A', normal: false }, B] }
function heard(n: number, isSilenced = false): ScoredWindow {
  const scores = [
    { label: 'a', score: Math.fround(n / 7 - Math.floor(n / 7)) },
    { label: 'b', score: 0.5 },
  ]
  return { scores, endMs: NOW + 1_000 * n, heardAtMs: NOW + 1_000 * n + 250, isSilenced }
}

async function windowsOf(history: HistoryFolder, source: string): Promise<ScoredWindow[]> {
  const windows: ScoredWindow[] = []
  for await (const stretch of history.stretches(source)) windows.push(...stretch.windows)
  return windows
}
const counted = (from: number, n: number): ScoredWindow[] => Array.from({ length: n }, (_, i) => heard(from + i))

describe('the history of windows', () => {
  it('gives back what the alarm saw, over a restart too, whatever the source is called', async () => {
    const before = await open()
    for (const source of ['fan-1', '..', 'con'])
      for (const window of counted(0, 50)) before.add(source, window, CONTEXT)
    before.add('fan-1', heard(50, true), CONTEXT)
    await before.stop()
    const history = await open()
    for (const window of counted(60, 5)) history.add('fan-1', window, CONTEXT)
    expect(history.sources()).toEqual(['fan-1', '..', 'con'])
    expect(await windowsOf(history, 'fan-1')).toEqual([...counted(0, 50), heard(50, true), ...counted(60, 5)])
    expect(await windowsOf(history, '..')).toEqual(counted(0, 50))
    expect((await readdir(folder)).every((name) => /^\d+-\d+\.windows$/.test(name))).toBe(true)
    await history.stop()
  })

  it('takes some 16 bytes for a window of two labels', async () => {
    const history = await open()
    for (const window of counted(0, 10_000)) history.add('fan-1', window, CONTEXT)
    await history.stop()
    const [name = ''] = await readdir(folder)
    expect((await stat(join(folder, name))).size).toBeLessThan(10_000 * 16.1)
  })

  it('begins a new stretch with another model and another chunk', async () => {
    const history = await open()
    history.add('fan-1', heard(0), CONTEXT)
    history.add('fan-1', heard(1), { ...CONTEXT, bundle: OTHER })
    history.add('fan-1', heard(2), { ...CONTEXT, bundle: OTHER, chunkMs: 60_000 })
    const stretches = []
    for await (const stretch of history.stretches('fan-1')) stretches.push(stretch)
    expect(stretches.map(({ chunkMs, bundle }) => [chunkMs, bundle.labels[0]?.thresholds])).toEqual([
      [1_000, A.thresholds],
      [1_000, undefined],
      [60_000, undefined],
    ])
    expect(stretches.flatMap(({ windows }) => windows)).toEqual([heard(0), heard(1), heard(2)])
    await history.stop()
  })

  it('keeps the windows of a microphone whose clock is years off in one file', async () => {
    const history = await open()
    const years = (n: number): ScoredWindow => ({ ...heard(n), heardAtMs: heard(n).heardAtMs + 3_000 * DAY_MS + n })
    for (let n = 0; n < 20; n++) history.add('fan-1', years(n), CONTEXT)
    expect(await windowsOf(history, 'fan-1')).toEqual(Array.from({ length: 20 }, (_, n) => years(n)))
    expect(await readdir(folder)).toHaveLength(1)
    await history.stop()
  })

  it('keeps the windows of a microphone whose clock jumps back and ahead again and again in one file', async () => {
    const history = await open()
    // To 1970 and back as at each start without a network, a year ahead, and by seconds as a clock is set.
    const jumps = [-NOW, 0, 0, 365 * DAY_MS, -5_000, -3_000_000_000]
    const jumping = Array.from({ length: 60 }, (_, n): ScoredWindow => {
      const window = heard(n, n % 7 === 0)
      return { ...window, endMs: window.endMs + (jumps[n % jumps.length] ?? 0) }
    })
    for (const window of jumping) history.add('fan-1', window, CONTEXT)
    expect(await windowsOf(history, 'fan-1')).toEqual(jumping)
    expect(await readdir(folder)).toHaveLength(1)
    await history.stop()
    const again = await open()
    expect(await windowsOf(again, 'fan-1')).toEqual(jumping)
    await again.stop()
  })

  it('keeps the windows of a source without labels that alarm, whatever its clock does', async () => {
    const history = await open()
    const jumping = [0, -9, 5].map((n): ScoredWindow => ({ ...heard(n), scores: [] }))
    for (const window of jumping) history.add('fan-1', window, CONTEXT)
    expect(await windowsOf(history, 'fan-1')).toEqual(jumping)
    await history.stop()
  })

  it('counts a file as what it takes of the disk, so that a model that changes again and again fills nothing', async () => {
    const history = await open({ maxBytes: 1_048_576 })
    for (let n = 0; n < 1_000; n++) history.add('fan-1', heard(n), { ...CONTEXT, chunkMs: n })
    await history.stop()
    expect((await readdir(folder)).length).toBeLessThanOrEqual(256)
  })

  it('lets the oldest go beyond its size, and counts them', async () => {
    const drops: number[] = []
    const options = { maxBytes: 1_100_000, onDrop: (windows: number) => drops.push(windows) }
    const history = await open(options)
    for (const window of counted(0, 120_000)) history.add('fan-1', window, CONTEXT)
    const left = await windowsOf(history, 'fan-1')
    expect(left.at(-1)).toEqual(heard(119_999))
    const dropped = drops.reduce((sum, windows) => sum + windows, 0)
    expect(dropped).toBeGreaterThan(0)
    expect(left.length + dropped).toBe(120_000)
    expect(history.windowsDropped).toBe(dropped)
    await history.stop()
    const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size))
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(options.maxBytes)
  })

  it('lets go what is too old', async () => {
    const before = await open()
    before.add('fan-1', heard(0), CONTEXT)
    await before.stop()
    time.nowMs += 9 * DAY_MS
    expect((await open()).sources()).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it('leaves out what a kill cut off or a disk damaged', async () => {
    const before = await open()
    for (const window of counted(0, 10)) before.add('fan-1', window, CONTEXT)
    await before.stop()
    const [name = ''] = await readdir(folder)
    const path = join(folder, name)
    await truncate(path, (await stat(path)).size - 5)
    await writeFile(join(folder, '5-9.windows'), 'no head at all')
    await writeFile(join(folder, '6-9.windows'), '{"source":"fan-2"}\n')
    await writeFile(join(folder, 'notes.txt'), 'of somebody')
    const history = await open()
    expect(await windowsOf(history, 'fan-1')).toEqual(counted(0, 9))
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(2)
    await appendFile(path, new Uint8Array(21).fill(255))
    expect(await windowsOf(history, 'fan-1')).toEqual(counted(0, 9))
    expect((await readdir(folder)).sort()).toEqual([name, 'notes.txt'])
    await history.stop()
  })

  it('keeps nothing without a folder, and says so', async () => {
    await writeFile(join(folder, 'file'), '')
    const history = await open({ folder: join(folder, 'file', 'history') })
    history.add('fan-1', heard(0), CONTEXT)
    expect(history.sources()).toEqual([])
    expect(log.lines).toMatchObject([{ level: 'error' }])
  })

  it.skipIf(!existsSync('/dev/full'))(
    'says once that the disk is full, leaves no empty files, and goes on',
    async () => {
      const history = await open()
      for (let n = 0; n < 4; n++) await symlink('/dev/full', join(folder, `${NOW}-${n}.windows`))
      for (const source of ['fan-1', 'fan-2', 'fan-3']) history.add(source, heard(0), CONTEXT)
      expect(await windowsOf(history, 'fan-1')).toEqual([])
      history.add('fan-1', heard(1), CONTEXT)
      expect(await windowsOf(history, 'fan-1')).toEqual([])
      expect(log.lines).toMatchObject([{ level: 'error', fields: { files: 3, error: { code: 'ENOSPC' } } }])
      expect(history.sources()).toEqual([])
      expect(await readdir(folder)).toEqual([])
      history.add('fan-1', heard(2), CONTEXT)
      expect(await windowsOf(history, 'fan-1')).toEqual([heard(2)])
      await history.stop()
    },
  )
})
