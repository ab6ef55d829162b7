import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { noise } from '../../signals.ts'
import { array, writeH5 } from '../../unit/train/keras/keras-files.ts'
import { earshot } from './earshot.ts'

let root: string
let keras: string
let bundle: string
let recordings: string

/** A model of the fan's shape, so small that the test is quick: the mean of the coefficients, then three classes. */
async function fanSizedModel(): Promise<Uint8Array> {
  return writeH5({
    kerasVersion: '2.3.1',
    layers: [
      {
        class_name: 'GlobalAveragePooling2D',
        config: { name: 'mean', batch_input_shape: [null, 40, 433, 1], data_format: 'channels_last' },
      },
      {
        class_name: 'Dense',
        config: { name: 'dense', units: 3, activation: 'softmax', use_bias: true },
        weights: [array('kernel:0', [1, 3]), array('bias:0', [3])],
      },
    ],
  })
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'earshot-cli-'))
  keras = join(root, 'fan.h5')
  bundle = join(root, 'models', 'my-fan')
  recordings = join(root, 'recordings')
  await writeFile(keras, await fanSizedModel())
  await mkdir(join(recordings, 'night'), { recursive: true })
  await writeFile(join(recordings, 'b.wav'), encodeWav(noise(22_050 * 6, 1), 22_050, { bitDepth: 16 }))
  await writeFile(join(recordings, 'night', 'A.WAV'), encodeWav(noise(16_000 * 6, 2), 16_000, { bitDepth: 16 }))
  await writeFile(join(recordings, 'notes.txt'), 'not a recording')
})
afterAll(() => rm(root, { recursive: true }))

const importing = (...more: readonly string[]) =>
  earshot('import', keras, '--out', bundle, '--labels', 'ok,idle,fault', '--normal', 'ok,idle', ...more)

describe('earshot import', () => {
  it('writes a bundle and says plainly what it had to assume', async () => {
    const { exitCode, stdout, stderr } = await importing('--messages', 'OK,Standing still,Broken')
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('saved by Keras 2.3.1, 6 parameters, input [40, 433, 1], 3 outputs')
    expect(stdout).toContain('ASSUMED')
    expect(stdout).toContain('--preset fan --resampler kaiser_fast@0.2 --pad-mode reflect')
    expect(await readdir(bundle)).toEqual(['bundle.json', 'model.json', 'weights.bin'])
    const manifest = JSON.parse(await readFile(join(bundle, 'bundle.json'), 'utf8'))
    expect(manifest).toMatchObject({
      name: 'my-fan',
      audio: { resampler: 'kaiser_fast@0.2' },
      features: { padMode: 'reflect', layout: 'coefficients,frames,1' },
      labels: [
        { name: 'ok', message: 'OK', normal: true },
        { name: 'idle', message: 'Standing still', normal: true },
        { name: 'fault', message: 'Broken', normal: false },
      ],
      training: { importedFrom: 'fan.h5', kerasVersion: '2.3.1' },
    })
  })

  it('assumes nothing that it was told', async () => {
    const out = join(root, 'told')
    const told = ['--preset', 'fan', '--resampler', 'kaiser_fast', '--pad-mode', 'constant', '--out', out]
    const { exitCode, stdout } = await importing(...told)
    expect(exitCode).toBe(0)
    expect(stdout).not.toContain('ASSUMED')
    expect(JSON.parse(await readFile(join(out, 'bundle.json'), 'utf8'))).toMatchObject({
      audio: { resampler: 'kaiser_fast' },
      features: { padMode: 'constant' },
    })
  })

  it.each([
    [
      'labels than the network has outputs',
      ['--labels', 'ok,fault', '--normal', 'ok'],
      1,
      /output of shape \[3\], .* 2 labels/,
    ],
    ['messages than labels', ['--messages', 'OK'], 2, /--messages gives 1 texts for 3 labels/],
    ['normal labels than labels', ['--normal', 'fine'], 2, /--normal names fine/],
    ['features than the network takes', ['--preset', 'keywords'], 1, /takes input of shape \[40, 433, 1\]/],
  ])('refuses other %s, and writes nothing', async (_name, options, code, message) => {
    const out = join(root, 'refused')
    const { exitCode, stderr } = await importing(...options, '--out', out)
    expect(stderr).toMatch(message)
    expect(exitCode).toBe(code)
    await expect(readdir(out)).rejects.toThrow('ENOENT')
  })

  it.each([
    ['a file that is not there', 'nowhere.h5', /there is no file/],
    ['a folder', '.', /is a folder/],
    ['a recording', join('recordings', 'b.wav'), /neither HDF5 \(\.h5, \.hdf5\) nor a \.keras archive/],
  ])('refuses %s', async (_name, path, message) => {
    const { exitCode, stderr } = await earshot(
      ...['import', join(root, path), '--out', join(root, 'refused'), '--labels', 'a,b', '--normal', 'a'],
    )
    expect(stderr).toMatch(message)
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect(exitCode).toBe(1)
  })
})

describe('earshot score', () => {
  beforeAll(() => importing())

  const scoring = (...args: readonly string[]) => earshot('score', '--model', bundle, ...args)

  it('prints one JSON array with a verdict for each recording, folders searched', async () => {
    const { exitCode, stdout, stderr } = await scoring('--json', recordings)
    expect(stderr).toBe('')
    expect(exitCode).toBe(0)
    const rows = JSON.parse(stdout)
    expect(rows.map(({ file }: { file: string }) => file)).toEqual([
      join(recordings, 'b.wav'),
      join(recordings, 'night', 'A.WAV'),
    ])
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(['file', 'label', 'message', 'anomaly', 'score', 'probabilities', 'model'])
      expect(row.probabilities.reduce((sum: number, p: number) => sum + p, 0)).toBeCloseTo(1, 5)
      expect(row.model).toMatchObject({ name: 'my-fan', version: '1.0.0' })
    }
  })

  it('scores the others when one cannot be, and ends with exit code 1', async () => {
    const short = join(root, 'short.wav')
    await writeFile(short, encodeWav(noise(22_050, 3), 22_050, { bitDepth: 16 }))
    const damaged = join(root, 'damaged.wav')
    await writeFile(damaged, 'RIFF and nothing else')
    const { exitCode, stdout } = await scoring(
      '--json',
      short,
      damaged,
      join(root, 'no.wav'),
      join(recordings, 'b.wav'),
    )
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toEqual([
      { file: short, error: { code: 'EARSHOT_AUDIO_TOO_SHORT', message: expect.stringContaining('4.969 s') } },
      { file: damaged, error: { code: 'EARSHOT_AUDIO_DAMAGED', message: expect.any(String) } },
      { file: join(root, 'no.wav'), error: { code: 'EARSHOT_NOT_FOUND', message: expect.any(String) } },
      expect.objectContaining({ file: join(recordings, 'b.wav'), score: expect.any(Number) }),
    ])
  })

  it('prints a table for people', async () => {
    const { exitCode, stdout, stderr } = await scoring(recordings)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^file +verdict +score +probabilities\n.*b\.wav +(ok|idle|fault) +[01]\.\d{4} /)
    expect(stderr).toMatch(/2 of 2 scored by my-fan 1\.0\.0 on engine (onnx|wasm|tensorflow)/)
  })

  it('prints CSV', async () => {
    const { stdout } = await scoring('--csv', join(recordings, 'b.wav'))
    const [header, row] = stdout.split('\r\n')
    expect(header).toBe('file,label,message,anomaly,score,p_ok,p_idle,p_fault,error_code,error_message')
    expect(row?.split(',')).toHaveLength(10)
  })

  it('refuses a bundle with a changed file', async () => {
    const changed = join(root, 'changed')
    await cp(bundle, changed, { recursive: true })
    const weights = await readFile(join(changed, 'weights.bin'))
    weights[0] = (weights[0] ?? 0) ^ 1
    await writeFile(join(changed, 'weights.bin'), weights)
    const { exitCode, stderr } = await earshot('score', recordings, '--model', changed)
    expect(stderr).toMatch(/weights\.bin .*SHA-256.*\[EARSHOT_BUNDLE_INVALID\]/)
    expect(exitCode).toBe(1)
  })

  it('says of a folder without recordings that there are none', async () => {
    const { exitCode, stdout } = await scoring('--json', join(root, 'models'))
    expect(JSON.parse(stdout)).toMatchObject([{ error: { code: 'EARSHOT_NOT_FOUND' } }])
    expect(exitCode).toBe(1)
  })
})
