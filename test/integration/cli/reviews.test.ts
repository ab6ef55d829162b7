import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ReviewFolder } from '../../../src/adapters/disk/review-folder.ts'
import { isPassword } from '../../../src/adapters/http/access/password.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { JUDGEMENTS } from '../../../src/pipeline/review/review.ts'
import { RecordedLog } from '../../recorders.ts'
import { noise } from '../../signals.ts'
import { earshot } from './earshot.ts'

const PROGRAM = resolve(import.meta.dirname, '../../../dist/cli.js')
let root: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-reviews-'))
  const wav = join(root, 'clip.wav')
  await writeFile(wav, encodeWav(noise(40_000, 1), 8_000, { bitDepth: 16 }))
  const store = new ReviewFolder({
    folder: join(root, 'data', 'reviews'),
    maxBytes: 1e9,
    pathOfClip: () => wav,
    log: new RecordedLog(),
  })
  await store.start()
  for (const [n, judgement] of JUDGEMENTS.entries()) {
    const raisedMs = 1_767_225_600_000 + 1_000 * n
    const label = { right: 'imbalanced', 'false-alarm': 'ok', 'other-fault': 'belt' }[judgement]
    await store.save(
      {
        ...{ alarmId: `a${n}`, source: 'fan-1', alarmLabel: 'imbalanced', raisedMs, judgement, label, note: '' },
        window: { startMs: raisedMs - 1_000, endMs: raisedMs },
        reviewedMs: raisedMs,
      },
      { clipId: 'clip', startMs: raisedMs - 1_000 },
    )
  }
})
afterAll(() => rm(root, { recursive: true }))

describe('earshot reviews', () => {
  it('writes a folder for each label, that learn reads', async () => {
    const out = join(root, 'out')
    const { exitCode, stdout } = await earshot('reviews', '--data', join(root, 'data'), '--out', out)
    expect([exitCode, stdout]).toEqual([0, `3 recordings in ${out}: belt, imbalanced, ok\n`])
    expect((await readdir(out)).sort()).toEqual(['belt', 'dataset.json', 'imbalanced', 'ok'])
    expect(await readdir(join(out, 'ok'))).toEqual(['fan-1 2026-01-01'])
    const again = await earshot('reviews', '--data', join(root, 'data'), '--out', out)
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining('is not empty')])
  })

  it('says where there is nothing', async () => {
    const { exitCode, stderr } = await earshot('reviews', '--data', join(root, 'nowhere'), '--out', join(root, 'none'))
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('there are no reviews at')])
  })
})

describe('earshot password', () => {
  const hash = (typed: string): Promise<{ stdout: string; stderr: string }> =>
    new Promise((done) => {
      const child = execFile(process.execPath, [PROGRAM, 'password'], (_error, stdout, stderr) =>
        done({ stdout, stderr }),
      )
      child.stdin?.end(typed)
    })

  it('makes of a line what the configuration takes, and shows no password', async () => {
    const { stdout, stderr } = await hash('correct horse\n')
    expect(await isPassword('correct horse', stdout.trim())).toBe(true)
    expect(stdout + stderr).not.toContain('horse')
  })

  it('refuses what is soon guessed', async () => {
    expect((await hash('short')).stderr).toContain('at least 8')
  })
})
