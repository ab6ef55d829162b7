import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { noise, tone } from '../../signals.ts'
import { earshot } from './earshot.ts'

const SAMPLE_RATE_HZ = 16_000
let root: string
let model: string

/** Five seconds and a half of hiss, or of hiss with a loud whistle. */
async function put(file: string, seed: number, hasWhistle: boolean): Promise<void> {
  const n = Math.round(5.5 * SAMPLE_RATE_HZ)
  const whistle = tone(n, { hz: 2_000, sampleRateHz: SAMPLE_RATE_HZ, amplitude: hasWhistle ? 0.3 : 0 })
  const y = noise(n, seed).map((value, i) => 0.1 * value + (whistle[i] ?? 0))
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), encodeWav(y, SAMPLE_RATE_HZ, { bitDepth: 16 }))
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-evaluate-cli-'))
  model = join(root, 'models', 'whistle')
  for (let i = 0; i < 4; i += 1) {
    await put(`known/ok/fan1_${i}.wav`, 10 + i, false)
    await put(`known/whistle/fan1_${i}.wav`, 20 + i, true)
    await put(`mimii/6_dB_fan/fan/id_0${i % 2}/normal/0000000${i}.wav`, 30 + i, false)
    await put(`mimii/6_dB_fan/fan/id_0${i % 2}/abnormal/0000000${i}.wav`, 40 + i, true)
  }
  const train = ['train', join(root, 'known'), '--out', model, '--runs', join(root, 'runs'), '--epochs', '4']
  const { stderr, exitCode } = await earshot(
    ...train,
    '--batch-size',
    '4',
    '--learning-rate',
    '0.01',
    '--refit',
    'never',
  )
  expect(exitCode, stderr).toBe(0)
})
afterAll(() => rm(root, { recursive: true }))

const evaluate = (...args: readonly string[]) => earshot('evaluate', '--model', model, ...args)

describe('earshot evaluate', () => {
  it('prints one JSON object with every figure, and writes nothing', async () => {
    const before = await readdir(root)
    const { exitCode, stdout, stderr } = await evaluate(join(root, 'known'), '--json')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    const figures = JSON.parse(stdout)
    expect(figures).toMatchObject({
      accuracy: expect.any(Number),
      labels: ['ok', 'whistle'],
      auc: expect.any(Number),
      pauc: expect.any(Number),
      floors: { loudness: { auc: 1, direction: 'larger' }, tilt: { auc: expect.any(Number) } },
      level: 'labels',
      scaled: { accuracy: expect.any(Number), auc: expect.any(Number) },
      perMachine: [{ machine: 'fan1', normal: 4, abnormal: 4 }],
      heldOut: { counts: { training: 6, validation: 2, unheard: 0, unknown: 0 } },
    })
    expect(figures.confusion.flat().reduce((sum: number, count: number) => sum + count, 0)).toBe(8)
    const right = figures.files.filter((file: { label: string; predicted: string }) => file.label === file.predicted)
    expect(figures.accuracy).toBe(right.length / 8)
    expect(await readdir(root)).toEqual(before)
  })

  it('compares normal with the rest where the labels are not those of the bundle, and knows MIMII', async () => {
    const page = join(root, 'page.html')
    const { exitCode, stdout } = await evaluate(join(root, 'mimii'), '--json', '--out', page)
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      level: 'anomaly',
      labels: ['normal', 'abnormal'],
      dataset: { layout: 'mimii', normal: ['normal'], notOfTheBundle: ['normal', 'abnormal'], judged: 8 },
      perMachine: [{ machine: 'fan/id_00' }, { machine: 'fan/id_01' }],
      heldOut: { statement: expect.stringMatching(/^None of these 8 recordings was used/) },
    })
  })

  it('writes one page that needs nothing else: no script, no address, sound and pictures inside', async () => {
    const page = join(root, 'alone.html')
    const { stdout, stderr } = await evaluate(join(root, 'known'), '--out', page, '--worst', '3')
    expect(stdout).toMatch(/floor: loudness alone +1\.000/)
    expect(stderr).toContain(page)
    const html = await readFile(page, 'utf8')
    expect(html).not.toMatch(/<script|https?:|@import|url\(/)
    const sources = [...html.matchAll(/(?:src|href)="([^"]{0,22})/g)].map(([, source]) => source)
    expect(sources.every((source) => source?.startsWith('data:'))).toBe(true)
    expect(html).toContain("default-src 'none'")
    for (const part of ['What was held out', 'Areas and floors', 'scikit-learn', 'Machines', 'ROC curves', 'dBFS'])
      expect(html).toContain(part)
    expect(html.length).toBeLessThan(4_000_000)
    const opened = (html.match(/<(section|table|svg|article|div|main|header)[ >]/g) ?? []).length
    expect((html.match(/<\/(section|table|svg|article|div|main|header)>/g) ?? []).length).toBe(opened)
  })

  it('says in a dry run what it found, and does nothing', async () => {
    const page = join(root, 'dry.html')
    const { exitCode, stdout } = await evaluate(join(root, 'mimii'), '--dry-run', '--out', page)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/MIMII/)
    expect(stdout).toMatch(/fan\/id_00 +normal +2 +0\.2/)
    expect(stdout).toMatch(/8 recordings, 5\.5 to 5\.5 s, at 16000 Hz \(8\)/)
    expect(stdout).toMatch(/normal is normal; compared is whether all is well/)
    await expect(readFile(page)).rejects.toThrow('ENOENT')
  })

  it('goes on without a recording that cannot be judged, says so, and ends with exit code 1', async () => {
    await put('partly/ok/1.wav', 1, false)
    await put('partly/whistle/1.wav', 2, true)
    await writeFile(join(root, 'partly/ok/2.wav'), 'RIFF')
    const { exitCode, stdout } = await evaluate(join(root, 'partly'), '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ refused: [{ file: 'ok/2.wav', code: 'EARSHOT_AUDIO_DAMAGED' }] })
  })

  it.each([
    ['a folder without recordings', () => join(root, 'models'), [], /EARSHOT_DATASET_INVALID/],
    ['a normal label that is not there', () => join(root, 'known'), ['--normal', 'fine'], /--normal names fine/],
    ['a label that is not there', () => join(root, 'known'), ['--labels', 'ok,bent'], /no recordings of label bent/],
  ])('refuses %s', async (_name, folder, options, message) => {
    const { exitCode, stderr, stdout } = await evaluate(folder(), '--json', ...options)
    expect(stderr).toMatch(message)
    expect(stdout).toBe('')
    expect(exitCode).toBeGreaterThan(0)
  })
})

describe('earshot train, on named layouts', () => {
  const train = (...args: readonly string[]) =>
    earshot(
      'train',
      join(root, 'mimii'),
      '--out',
      join(root, 'models', 'mimii'),
      '--runs',
      join(root, 'runs2'),
      ...args,
    )

  it('says in a dry run what it found and how it would divide it, and does nothing', async () => {
    const { stdout, exitCode } = await train('--dry-run', '--hold-out', 'fan/id_01')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/Labels: normal \(normal\), abnormal/)
    expect(stdout).toMatch(/Would learn from 4 and check with 4 \(all of fan\/id_01\)/)
    expect(await readdir(join(root, 'models'))).toEqual(['whistle'])
    expect(await readdir(root)).not.toContain('runs2')
  })

  it('holds out whole machines, and keeps the run when MLflow is not there', async () => {
    const { stderr, exitCode } = await train(
      ...['--hold-out', 'fan/id_01', '--epochs', '1', '--mlflow', 'http://127.0.0.1:9'],
    )
    expect(stderr).toMatch(/earshot runs push \S+ --runs \S+ --mlflow/)
    expect(exitCode).toBe(1)
    const evaluated = await earshot('evaluate', join(root, 'mimii'), '--model', join(root, 'models', 'mimii'), '--json')
    const { files } = JSON.parse(evaluated.stdout)
    for (const { machine, heard } of files) expect(heard).toBe(machine === 'fan/id_01' ? 'validation' : 'training')
  })
})
