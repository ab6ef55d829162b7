import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { noise, tone } from '../../signals.ts'
import { earshot } from './earshot.ts'

let root: string
let sounds: string
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-group-'))
  sounds = join(root, 'sounds')
  await mkdir(join(sounds, 'night'), { recursive: true })
  for (const [i, hz] of [500, 500, 500, 3_000, 3_000].entries()) {
    const whistle = tone(16_000, { hz, sampleRateHz: 16_000, amplitude: 0.3 })
    const y = noise(16_000, i + 1).map((value, j) => 0.05 * value + (whistle[j] ?? 0))
    await writeFile(join(sounds, i === 2 ? 'night' : '', `${i}.wav`), encodeWav(y, 16_000, { bitDepth: 16 }))
  }
  // Flattened, the third would have the same name.
  await copyFile(join(sounds, '0.wav'), join(sounds, 'night__2.wav'))
  await writeFile(join(sounds, 'broken.wav'), 'RIFF')
})
afterAll(() => rm(root, { recursive: true }))

describe('earshot group', () => {
  it('suggests labels, with a page that needs nothing else, and copies recordings into folders', async () => {
    const out = join(root, 'out')
    const { exitCode, stdout, stderr } = await earshot('group', sounds, '--out', out, '--copy')
    expect(exitCode).toBe(0)
    expect(stderr).toMatch(/^left out: broken\.wav/)
    expect(stdout).toMatch(/group-1 +4 +0\.\d+\ngroup-2 +2/)
    expect((await readdir(out)).sort()).toEqual(['group-1', 'group-2', 'groups.html', 'groups.json'])
    expect((await readdir(join(out, 'group-1'))).sort()).toEqual(['0.wav', '1.wav', 'night__2-2.wav', 'night__2.wav'])
    const html = await readFile(join(out, 'groups.html'), 'utf8')
    expect(html).not.toMatch(/<script|https?:|url\(/)
    expect(html).toContain('Group 2: 2 recordings')
  })

  it('says the same again for the same seed', async () => {
    const group = (out: string) => earshot('group', sounds, '--out', join(root, out), '--json', '--groups', '2')
    const first = await group('first')
    expect((await group('second')).stdout).toBe(first.stdout)
    expect(JSON.parse(first.stdout)).toMatchObject({ groups: 2, recordings: { length: 6 }, refused: [{}] })
  })

  it('writes nothing where it cannot group, or over what is there', async () => {
    const out = join(root, 'none')
    expect(await earshot('group', join(sounds, 'night'), '--out', out)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('EARSHOT_DATASET_INVALID'),
    })
    await expect(readdir(out)).rejects.toThrow('ENOENT')
    expect(await earshot('group', sounds, '--out', sounds)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('is not empty'),
    })
  })
})
