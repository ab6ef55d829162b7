import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { machineSound } from '../../machine-sounds.ts'
import { earshot } from './earshot.ts'

let root: string
const at = (...parts: string[]): string => join(root, ...parts)

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-learn-'))
  const put = async (folder: string, count: number, sound: Parameters<typeof machineSound>[0]): Promise<void> => {
    await mkdir(at(folder), { recursive: true })
    for (let i = 0; i < count; i += 1) {
      const y = machineSound({ ...sound, seed: sound.seed + i })
      await writeFile(at(folder, `${String(i).padStart(2, '0')}.wav`), encodeWav(y, 8_000, { bitDepth: 16 }))
    }
  }
  await put('data/normal/monday', 8, { seed: 100, darkness: 0.4 })
  await put('data/normal/tuesday', 8, { seed: 200, darkness: 0.45 })
  await put('data/normal/friday', 8, { seed: 300, darkness: 0.5 })
  await put('data/abnormal', 1, { seed: 400, beat: 0.9 })
  await put('test/healthy', 2, { seed: 500, darkness: 0.45 })
  await put('test/broken', 2, { seed: 600, darkness: 0.45, beat: 0.95 })
})
afterAll(() => rm(root, { recursive: true }))

describe('earshot learn', () => {
  it('makes a bundle of normal recordings, session by session, and says what it can promise', async () => {
    const { exitCode, stdout, stderr } = await earshot('learn', at('data'), '--out', at('hum'), '--seconds', '2')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('24 recordings, 24 windows of 2 s at 8000 Hz, 3 sessions')
    expect(stdout).toContain('1 left out')
    expect(stdout).toContain('Thresholds by held-out sessions, for 1 % of false alarms')
    expect(stdout).toMatch(/friday +8 windows, .* raised had it not been learnt/)
    expect(stdout).toMatch(/monday to tuesday: \d\.\d dB on average/)
    expect(stdout).toContain('which fault it is, it cannot say')
    expect((await readdir(at('hum'))).sort()).toEqual(['bundle.json', 'detector.bin'])
  })

  it('lets score judge by it, in every form', async () => {
    const { exitCode, stdout } = await earshot('score', at('test'), '--model', at('hum'), '--json')
    expect(exitCode).toBe(0)
    const rows: { file: string; label: string; score: number; explanation?: { summary: string } }[] = JSON.parse(stdout)
    expect(rows.map(({ file, label }) => [file.includes('broken'), label])).toEqual([
      [true, 'anomalous'],
      [true, 'anomalous'],
      [false, 'normal'],
      [false, 'normal'],
    ])
    expect(rows[0]?.explanation?.summary).toMatch(/more strongly than ever learnt/)

    const csv = await earshot('score', at('test'), '--model', at('hum'), '--csv')
    const [header = '', ...lines] = csv.stdout.trim().split('\r\n')
    expect(header).toBe('file,label,message,anomaly,score,spectrum,modulation,explanation,error_code,error_message')
    expect(lines).toHaveLength(4)
    const table = await earshot('score', at('test'), '--model', at('hum'))
    expect(table.stdout).toContain('why')
  })

  it('prints the report as JSON, with sessions by a pattern', async () => {
    const { exitCode, stdout } = await earshot(
      ...['learn', at('data'), '--out', at('other'), '--seconds', '2', '--json', '--sessions', '/(.)[a-z]+/'],
      ...['--false-alarm-rate', '0.05', '--hold-out', 'recording', '--name', 'by-letter'],
    )
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      windows: 24,
      sessions: [{ name: 'f' }, { name: 'm' }, { name: 't' }],
      calibration: { falseAlarmRate: 0.05, heldOut: 'recording' },
    })
  })

  it('takes rate, windows and rate of false alarms from settings', async () => {
    const { exitCode, stdout } = await earshot('learn', at('data'), '--out', at('same'), '--settings', at('other'))
    expect(exitCode).toBe(0)
    expect(stdout).toContain('24 windows of 2 s at 8000 Hz')
    expect(stdout).toContain('for 5 % of false alarms')
  })

  it('refuses settings that something contradicts, or of a classifier', async () => {
    const learn = ['learn', at('data'), '--out', at('none'), '--settings']
    const contradicted = await earshot(...learn, at('other'), '--seconds', '3')
    expect(contradicted.stderr).toContain('leave --seconds and --sample-rate out')
    const classifier = await earshot(...learn, 'models/fan')
    expect(classifier.stderr).toContain('is a classifier')
    expect([contradicted.exitCode, classifier.exitCode].includes(0)).toBe(false)
    expect(await readdir(root)).not.toContain('none')
  })

  it.each([
    ['too few recordings', ['test/healthy', '--seconds', '2'], 1, /too few to learn what is normal/],
    ['no recordings', ['nowhere'], 1, /not a folder/],
    ['windows that are too long', ['data', '--seconds', '5'], 1, /give shorter windows/],
    ['an impossible rate of alarms', ['data', '--false-alarm-rate', '0.5'], 2, /--false-alarm-rate takes/],
    ['a pattern that is none', ['data', '--sessions', '('], 2, /not a regular expression/],
  ])('refuses %s, and writes nothing', async (_, [folder = '', ...options], code, message) => {
    const { exitCode, stderr } = await earshot('learn', at(folder), '--out', at('never'), ...options)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(code)
    expect(await readdir(root)).not.toContain('never')
  })
})
