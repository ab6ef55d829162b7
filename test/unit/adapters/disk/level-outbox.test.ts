import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LevelOutbox, type LevelOutboxOptions } from '../../../../src/adapters/disk/level-outbox.ts'
import type { DropReason, OutboxEntry } from '../../../../src/pipeline/outbox.ts'
import { event } from '../../pipeline/alarm-events.ts'

let folder: string
let nowMs: number
let dropped: [string, number, DropReason][]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'outbox-'))
  nowMs = 1_000
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

  it('forgets the entries of a way that is no longer there', async () => {
    const before = await open()
    await before.add(event('fan-1', 1))
    await before.stop()
    const without = await open({ ways: ['mqtt'] })
    await without.stop()
    const after = await open()
    expect([sequences(after, 'mqtt'), sequences(after, 'hub')]).toEqual([[0], []])
    await after.stop()
  })
})
