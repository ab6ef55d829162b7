import { mkdtemp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LevelOutbox, type LevelOutboxOptions } from '../../../../src/adapters/disk/level-outbox.ts'
import { ConfigError } from '../../../../src/errors.ts'
import type { DropReason, OutboxEntry } from '../../../../src/pipeline/outbox.ts'
import { RecordedLog } from '../../../recorders.ts'
import { event } from '../../pipeline/alarm-events.ts'

let folder: string
let nowMs: number
let log: RecordedLog
let dropped: [string, number, DropReason][]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'))
  nowMs = Date.UTC(2026, 0)
  log = new RecordedLog()
  dropped = []
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function open(overrides: Partial<LevelOutboxOptions> = {}): Promise<LevelOutbox> {
  const outbox = new LevelOutbox({
    folder,
    ways: ['mqtt', 'hub'],
    maxBytesPerWay: 1e6,
    maxAgeMs: 60_000,
    clock: () => nowMs,
    log,
    onDrop: ({ way, sequence }: OutboxEntry, reason) => dropped.push([way, sequence, reason]),
    ...overrides,
  })
  await outbox.start()
  return outbox
}

const sequences = (outbox: LevelOutbox, way: string): number[] => outbox.waiting(way).map(({ sequence }) => sequence)

describe('LevelOutbox', () => {
  it('keeps an event for every way, in the order of acceptance, over a restart', async () => {
    const before = await open()
    await before.add(event('fan-1', 1))
    await before.add(event('fan-2', 2))
    await before.stop()

    const after = await open()
    expect(sequences(after, 'mqtt')).toEqual([0, 1])
    expect(sequences(after, 'hub')).toEqual([0, 1])
    const first = after.waiting('hub')[0]
    expect(first && (await after.read(first))).toEqual(event('fan-1', 1))
    await after.stop()
  })

  it('forgets an entry on one way only when that way has acknowledged it', async () => {
    const outbox = await open()
    const [viaMqtt] = await outbox.add(event('fan-1', 1))
    if (viaMqtt) await outbox.remove(viaMqtt)
    expect(sequences(outbox, 'mqtt')).toEqual([])
    expect(sequences(outbox, 'hub')).toEqual([0])
    await outbox.stop()
  })

  it('never gives a sequence number again while an entry of the former run waits', async () => {
    const before = await open()
    await before.add(event('fan-1', 1))
    await before.stop()
    const after = await open()
    const [entry] = await after.add(event('fan-1', 2))
    expect(entry?.sequence).toBe(1)
    await after.stop()
  })

  it('drops the oldest of a way beyond its bytes, and says so', async () => {
    const size = Buffer.byteLength(JSON.stringify(event('fan-1', 1)))
    const outbox = await open({ maxBytesPerWay: 2 * size, ways: ['mqtt'] })
    for (const n of [1, 2, 3]) await outbox.add(event('fan-1', n))
    expect(sequences(outbox, 'mqtt')).toEqual([1, 2])
    expect(dropped).toEqual([['mqtt', 0, 'bytes']])
    await outbox.stop()
  })

  it('drops what is too old, also when it waited through a stop', async () => {
    const before = await open({ ways: ['mqtt'] })
    await before.add(event('fan-1', 1))
    await before.stop()
    nowMs += 60_001
    const after = await open({ ways: ['mqtt'] })
    expect(sequences(after, 'mqtt')).toEqual([])
    expect(dropped).toEqual([['mqtt', 0, 'age']])
    await after.stop()
  })

  it('reads nothing for an entry that was dropped meanwhile', async () => {
    const outbox = await open({ ways: ['mqtt'] })
    const [entry] = await outbox.add(event('fan-1', 1))
    nowMs += 60_001
    expect(entry && (await outbox.read(entry))).toBeUndefined()
    await outbox.stop()
  })

  it('forgets the entries of a way that is no longer there, and says so', async () => {
    const before = await open()
    await before.add(event('fan-1', 1))
    await before.stop()
    const without = await open({ ways: ['mqtt'] })
    await without.stop()
    expect(dropped).toEqual([['hub', 0, 'way']])
    const after = await open()
    expect([sequences(after, 'mqtt'), sequences(after, 'hub')]).toEqual([[0], []])
    await after.stop()
  })

  it('keeps the order of acceptance when many come at once, and writes them together', async () => {
    const outbox = await open()
    const accepted: number[] = []
    const added = Array.from({ length: 200 }, async (_, n) => {
      const [entry] = await outbox.add(event(`fan-${n % 7}`, n))
      accepted.push(entry?.sequence ?? -1)
    })
    await Promise.all(added)
    const order = Array.from({ length: 200 }, (_, n) => n)
    expect(accepted).toEqual(order)
    expect(sequences(outbox, 'hub')).toEqual(order)
    await outbox.stop()
  })

  it('writes what it was given before it stops', async () => {
    const before = await open()
    const added = [1, 2, 3].map((n) => before.add(event('fan-1', n)))
    await before.stop()
    await Promise.all(added)
    const after = await open()
    expect(sequences(after, 'mqtt')).toEqual([0, 1, 2])
    await after.stop()
  })

  it('says so when it cannot write, of all that were to be written together', async () => {
    const outbox = await open()
    await outbox.stop()
    const added = await Promise.allSettled([outbox.add(event('fan-1', 1)), outbox.add(event('fan-1', 2))])
    expect(added.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sequences(outbox, 'mqtt')).toEqual([])
  })

  it('does not take what it accepted before the clock was set for old', async () => {
    nowMs = Date.UTC(1970, 0, 2)
    const before = await open({ ways: ['mqtt'] })
    await before.add(event('fan-1', 1))
    nowMs = Date.UTC(2026, 5)
    const [entry] = before.waiting('mqtt')
    expect(entry && (await before.read(entry))).toEqual(event('fan-1', 1))
    await before.stop()
    const after = await open({ ways: ['mqtt'] })
    expect(sequences(after, 'mqtt')).toEqual([0])
    await after.stop()
  })
})

describe('the memory of alarms', () => {
  const ids = (outbox: LevelOutbox): string[] => outbox.lastEvents().map(({ id }) => id)

  it('is the last event of each source, over restarts and after all were delivered', async () => {
    const before = await open()
    await before.add(event('fan-1', 1))
    await before.add(event('fan-2', 2))
    await before.add(event('fan-1', 3, 'stale'))
    for (const way of ['mqtt', 'hub']) for (const entry of before.waiting(way)) await before.remove(entry)
    expect(ids(before).toSorted()).toEqual(['fan-1:stale:3', 'fan-2:raised:2'])
    await before.stop()
    const after = await open()
    expect(after.waiting('mqtt')).toEqual([])
    expect(ids(after).toSorted()).toEqual(['fan-1:stale:3', 'fan-2:raised:2'])
    await after.stop()
  })

  it('never loses an alarm that stands, and lets go in time of what is over', async () => {
    const before = await open()
    await before.add(event('stands', 1))
    await before.add(event('ended', 2, 'cleared'))
    await before.add(event('fell-silent', 3, 'stale'))
    await before.stop()
    nowMs += 60_001
    const after = await open()
    expect(ids(after)).toEqual(['stands'].map((source) => `${source}:raised:1`))
    await after.stop()
    const later = await open()
    expect(ids(later)).toEqual(['stands:raised:1'])
    await later.stop()
  })

  it('is bounded: alarms that have ended give way first, then the oldest that stands, also after a restart', async () => {
    const before = await open({ maxSources: 3 })
    await before.add(event('z-first', 1))
    await before.add(event('ended', 2, 'cleared'))
    for (const n of [3, 4]) await before.add(event(`fan-${n}`, n))
    expect(ids(before)).toEqual(['z-first:raised:1', 'fan-3:raised:3', 'fan-4:raised:4'])
    nowMs += 1
    await before.add(event('fan-5', 5))
    expect(ids(before)).toEqual(['fan-3:raised:3', 'fan-4:raised:4', 'fan-5:raised:5'])
    await before.stop()
    const after = await open({ maxSources: 1 })
    expect(ids(after)).toEqual(['fan-5:raised:5'])
    expect(log.lines.map(({ fields }) => fields?.['source'])).toEqual(['ended', 'z-first', 'fan-3', 'fan-4'])
    await after.stop()
  })
})

describe('the store', () => {
  it('is for one process at a time, and says so', async () => {
    const outbox = await open()
    await expect(open()).rejects.toThrow(`${folder} is in use by another process`)
    await outbox.stop()
  })

  it('says what to do when its folder cannot be used', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    await expect(open({ folder: file })).rejects.toThrow(ConfigError)
    await expect(open({ folder: file })).rejects.toThrow('must be a folder that can be written')
    await expect(open({ folder: file })).rejects.toThrow('Not a directory')
  })

  it.each(['MANIFEST', 'CURRENT'])('is mended with all its events when %s was cut off', async (name) => {
    const before = await open()
    for (const n of [1, 2, 3]) await before.add(event('fan-1', n))
    await before.stop()
    const found = (await readdir(folder)).find((file) => file.startsWith(name))
    await truncate(join(folder, String(found)), 0)
    const after = await open()
    expect(sequences(after, 'mqtt')).toEqual([0, 1, 2])
    expect(log.lines.map(({ level }) => level)).toEqual(['error'])
    await after.stop()
  })

  it('keeps all events before the last when its log ends in the middle of that', async () => {
    const before = await open()
    for (const n of [1, 2, 3]) await before.add(event('fan-1', n))
    await before.stop()
    const found = (await readdir(folder)).find((file) => file.endsWith('.log'))
    const path = join(folder, String(found))
    await truncate(path, (await stat(path)).size - 10)
    const after = await open()
    expect(sequences(after, 'mqtt')).toEqual([0, 1])
    await after.stop()
  })
})
