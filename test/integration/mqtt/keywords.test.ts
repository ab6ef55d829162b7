import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { resample } from '../../../src/audio/resample.ts'
import { decodeWav } from '../../../src/audio/wav.ts'
import { encodeWav } from '../../../src/audio/wav-writer.ts'
import { publishRecordings } from '../../../src/cli/publish-recordings.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer, type Scorer } from '../../../src/model/scorer.ts'
import { bundleScorer } from '../../../src/pipeline/bundle-scorer.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { noise } from '../../signals.ts'
import { until } from '../../until.ts'
import { startBroker } from '../broker.ts'
import { joinBroker } from './client.ts'
import { startModule } from './module.ts'

const DIGITS = resolve(import.meta.dirname, '../../../../shared/data/digits')
const RATE_HZ = 16_000
const folder = mkdtempSync(join(tmpdir(), 'earshot-keywords-'))

let scorer: Scorer
beforeAll(async () => {
  const contents = await readBundle(resolve(import.meta.dirname, '../../../models/keywords'))
  scorer = await createScorer(contents, await loadEngine({ ...findEngineFiles(), preferred: 'wasm' }))
})
afterAll(() => {
  scorer.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const silence = (seconds: number): Float32Array => new Float32Array(Math.round(seconds * RATE_HZ))

function digit(name: string): Float32Array {
  const { y, sampleRateHz } = decodeWav(readFileSync(join(DIGITS, name)))
  return resample(y, { fromHz: sampleRateHz, toHz: RATE_HZ, resampler: 'kaiser_fast' })
}

/** What is raised, label by label, while these are played one after the other over a faint noise. */
async function playedLive(
  name: string,
  parts: readonly Float32Array[],
): Promise<{ raised: string[]; windows: number }> {
  await using broker = await startBroker()
  await using module = await startModule(broker.url, { scorer: bundleScorer(scorer) })
  await module.connected()
  await using observer = await joinBroker(broker.url, 'earshot/event/mic-1')

  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const y = noise(length, 1).map((value) => value / 2_000)
  let at = 0
  for (const part of parts) {
    for (const [i, value] of part.entries()) y[at + i] = (y[at + i] ?? 0) + value
    at += part.length
  }
  const path = join(folder, `${name}.wav`)
  writeFileSync(path, encodeWav(y, RATE_HZ, { bitDepth: 16 }))
  const options = { source: 'mic-1', url: broker.url, speed: 10_000, chunkMs: 1_000 }
  await publishRecordings(path, options, new AbortController().signal)
  const windows = 1 + Math.floor((length - RATE_HZ) / (16 * 256))
  await until(() => module.sink.verdicts.length >= windows, `${windows} windows have a verdict`)
  await until(() => observer.received.length >= module.sink.events.length, 'every event has come by MQTT')
  const events = observer.received.map(({ text }) => JSON.parse(text))
  const raised = events.flatMap(({ type, data }) => (type === 'earshot.alarm.raised' ? [data.label] : []))
  return { raised, windows }
}

describe('the shipped keyword model on a live source', () => {
  it('knows the 25 words, none of which means that all is well', () => {
    expect(scorer.manifest.labels.map(({ name }) => name).join()).toBe(
      'bed,bird,cat,dog,down,eight,five,four,go,left,nine,no,off,on,one,right,seven,six,stop,three,tree,two,up,yes,zero',
    )
    expect(scorer.manifest.labels.some(({ normal }) => normal)).toBe(false)
    const { audio, window, features } = scorer.manifest
    expect(window.lengthSeconds).toBe(1)
    expect((window.hopFrames * features.hopLength) / audio.sampleRateHz).toBeCloseTo(0.25, 1)
  })

  it('raises nothing while nobody speaks: silence, noise, a machine', { timeout: 30_000 }, async () => {
    const machine = drawMachine(7)
    const fan = drawRecording(machine, { fault: 'ok', snrDb: 10, seed: 1, seconds: 4, sampleRateHz: RATE_HZ })
    const { raised, windows } = await playedLive('nobody', [silence(2), noise(2 * RATE_HZ, 3).map((v) => v / 10), fan])
    expect(windows).toBeGreaterThan(20)
    expect(raised).toEqual([])
  })

  it.skipIf(!existsSync(DIGITS))(
    'raises one event for each word of a sequence, spoken by somebody it has never heard',
    { timeout: 30_000 },
    async () => {
      const spoken = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
      const words = spoken.flatMap((_, i) => [digit(`${i + 1}_yweweler_9.wav`), silence(1)])
      const { raised } = await playedLive('sequence', [silence(2), ...words, silence(1)])
      expect(raised).toEqual(spoken)
    },
  )
})
