import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../../src/audio/wav-writer.ts'
import { cutWindows, hearRecordings } from '../../../../src/train/learn/hear-recordings.ts'
import { machineSound } from '../../../machine-sounds.ts'

let root: string
const session = 'monday'
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-hear-'))
  const put = (file: string, seconds: number, sampleRateHz = 8_000) =>
    writeFile(
      join(root, file),
      encodeWav(machineSound({ seed: 1, length: seconds * sampleRateHz }), sampleRateHz, { bitDepth: 16 }),
    )
  await put('long.wav', 310)
  await put('window.wav', 2)
  await put('short.wav', 0.5)
  await put('fine.wav', 2, 44_100)
  await writeFile(join(root, 'broken.wav'), 'RIFF')
})
afterAll(() => rm(root, { recursive: true }))

describe('hearRecordings', () => {
  it('cuts long recordings into windows, and leaves out those that are too short', async () => {
    const files = ['long.wav', 'window.wav', 'short.wav'].map((file) => ({ file, session }))
    const told: string[] = []
    const heard = await hearRecordings(root, files, { windowSeconds: 2, onHeard: (_, file) => told.push(file) })
    expect(heard.collector.windowCount).toBe(156)
    expect(heard.tooShort).toEqual(['short.wav'])
    expect(heard.sha256s).toHaveLength(3)
    expect(told).toEqual(['long.wav', 'window.wav', 'short.wav'])
  })

  it('counts each minute of a long recording as one', { timeout: 20_000 }, async () => {
    const { collector } = await hearRecordings(root, [{ file: 'long.wav', session }], { windowSeconds: 20 })
    const { report } = collector.learn({ name: 'n', version: '1', falseAlarmRate: 0.05, heldOut: 'auto' })
    expect([report.windows, report.recordings]).toEqual([15, 5])
  })

  it("listens at the first recording's rate, up to 16 kHz, or as it is told", async () => {
    const fine = [{ file: 'fine.wav', session }]
    const window = [{ file: 'window.wav', session }]
    const rateOf = async (files: typeof fine, sampleRateHz?: number) =>
      (await hearRecordings(root, files, { windowSeconds: 2, sampleRateHz })).frontEnd.audio.sampleRateHz
    expect(await rateOf(fine)).toBe(16_000)
    expect(await rateOf(window)).toBe(8_000)
    expect(await rateOf(window, 22_050)).toBe(22_050)
    expect((await hearRecordings(root, [...fine, ...window], { windowSeconds: 2 })).upsampled).toEqual(['window.wav'])
  })

  it('gives the same fingerprint for the same recordings only', async () => {
    const of = async (...files: readonly string[]) =>
      (
        await hearRecordings(
          root,
          files.map((file) => ({ file, session })),
          { windowSeconds: 2 },
        )
      ).fingerprint
    expect(await of('window.wav')).toBe(await of('window.wav'))
    expect(await of('window.wav')).not.toBe(await of('window.wav', 'fine.wav'))
  })

  it('names what cannot be used', async () => {
    const hear = (file: string) => hearRecordings(root, [{ file, session }], { windowSeconds: 2 })
    await expect(hear('broken.wav')).rejects.toThrow(/^broken.wav: /)
    await expect(hear('nowhere.wav')).rejects.toThrow(/nowhere.wav cannot be read/)
    await expect(hear('short.wav')).rejects.toThrow(/--seconds/)
    await expect(hearRecordings(root, [], { windowSeconds: 2 })).rejects.toThrow(/no recordings/)
  })
})

describe('cutWindows', () => {
  const lengths = (n: number): number[] => cutWindows(new Float32Array(n), 100, 50).map(({ length }) => length)

  it('gives whole windows, and what is nearly one', () => {
    expect(lengths(250)).toEqual([100, 100])
    expect(lengths(289)).toEqual([100, 100])
    expect(lengths(295)).toEqual([100, 100, 95])
  })

  it('takes a recording shorter than a window as one, down to the minimum', () => {
    expect(lengths(60)).toEqual([60])
    expect(lengths(49)).toEqual([])
  })
})
