import { afterEach, describe, expect, it, vi } from 'vitest'
import { ShutdownTimeoutError } from '../../src/errors.ts'
import { type Service, startAll } from '../../src/lifecycle.ts'

const { signal } = new AbortController()

function recording(log: string[], name: string, overrides: Partial<Service> = {}): Service {
  return {
    name,
    start: async () => void log.push(`+${name}`),
    stop: async () => void log.push(`-${name}`),
    ...overrides,
  }
}

describe('services', () => {
  afterEach(() => void vi.useRealTimers())

  it('stop in the reverse of the order in which they start', async () => {
    const log: string[] = []
    const stop = await startAll([recording(log, 'model'), recording(log, 'mqtt'), recording(log, 'http')], { signal })
    await stop()
    expect(log).toEqual(['+model', '+mqtt', '+http', '-http', '-mqtt', '-model'])
  })

  it('that are up are stopped when a later one fails to start', async () => {
    const log: string[] = []
    const failing = recording(log, 'mqtt', { start: () => Promise.reject(new Error('refused')) })
    await expect(startAll([recording(log, 'model'), failing], { signal })).rejects.toThrow('refused')
    expect(log).toEqual(['+model', '-model'])
  })

  it('do not wait for one that hangs, or that fails', async () => {
    const log: string[] = []
    const hung = recording(log, 'mqtt', { stop: () => new Promise(() => undefined) })
    const broken = recording(log, 'http', {
      stop: () => {
        throw new Error('broken')
      },
    })
    const stop = await startAll([recording(log, 'model'), hung, broken], { signal, deadlineMs: 20 })
    await expect(stop()).rejects.toMatchObject({ errors: [new Error('broken'), expect.any(ShutdownTimeoutError)] })
    expect(log).toEqual(['+model', '+mqtt', '+http', '-model'])
  })

  it('have their time to stop, though the clock is set meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const log: string[] = []
    const slow = recording(log, 'mqtt', {
      stop: async () => {
        await new Promise((resolve) => setTimeout(resolve, 5))
        log.push('-mqtt')
      },
    })
    const setsClock = recording(log, 'http', { stop: async () => void vi.setSystemTime(Date.now() + 86_400_000) })
    const stop = await startAll([slow, setsClock], { signal, deadlineMs: 5_000 })
    await stop()
    expect(log).toEqual(['+mqtt', '+http', '-mqtt'])
  })
})
