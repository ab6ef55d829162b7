import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ClipFolder } from '../../../src/adapters/disk/clip-folder.ts'
import { EvidenceRecorder } from '../../../src/pipeline/evidence/evidence-recorder.ts'
import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { remembered } from '../../../src/pipeline/sound/remembered-stream.ts'
import { SoundMemory } from '../../../src/pipeline/sound/sound-memory.ts'
import { toInt16 } from '../../../src/pipeline/sound/sound-piece.ts'
import { tone } from '../../level-scorer.ts'
import { RecordedLog } from '../../recorders.ts'
import { until } from '../../until.ts'
import { listening, START_MS } from './listening.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earshot-evidence-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A pipeline that keeps 2 s before and 1.5 s after an alarm. */
async function recording() {
  const sound = new SoundMemory(2)
  const log = new RecordedLog()
  const store = new ClipFolder({ folder, maxBytes: 1e6, protectedIds: () => new Set(), log })
  await store.start()
  const clock = () => START_MS
  const addressOf = (id: string): string => `/api/evidence/${id}/audio.wav`
  const recorder = new EvidenceRecorder({ sound, store, afterSeconds: 1.5, addressOf, clock, log })
  const scene = listening({
    openStream: remembered(openSourceStream, sound, log),
    keepEvidence: (event) => recorder.begin(event),
  })
  return { ...scene, store, recorder }
}

describe('the sound of an alarm', () => {
  it('is kept from before and after it, sample for sample, at the address that the event tells', async () => {
    const { hear, settled, sink, store } = await recording()
    hear('fan-1', 0, { seconds: 2 })
    hear('fan-1', 0.7, { seconds: 1 })
    await settled(5)
    hear('fan-1', 0.7, { seconds: 1 })
    await settled(7)
    const [raised] = sink.events
    expect(raised?.data.state).toBe('raised')
    const id = `${START_MS}-fan-1`
    expect(raised?.data.evidence).toBe(`/api/evidence/${id}/audio.wav`)
    expect(store.known(id).isComplete).toBe(false)
    hear('fan-1', 0.7, { seconds: 1 })
    hear('fan-1', 0.7, { seconds: 1 })
    await until(() => store.known(id).isComplete, 'the recording is whole')
    const clip = store.known(id)
    expect(clip).toMatchObject({ source: 'fan-1', alarmId: raised?.id, label: 'loud', sampleRateHz: 8_000 })
    expect(clip.raisedMs).toBe(raised?.data.window.endMs)
    expect(Math.abs(clip.endMs - (clip.raisedMs + 1_500))).toBeLessThan(2)
    const firstSecond = Math.round((clip.startMs - START_MS) / 1_000)
    const spoken = toInt16(tone(1, 0.7))
    const y = await store.samples(id)
    const quiet = (2 - firstSecond) * 8_000
    expect(y.subarray(quiet, quiet + 8_000)).toEqual(spoken)
  })

  it('is told by the event that clears the alarm too', async () => {
    const { hear, settled, sink, recorder, store } = await recording()
    hear('fan-1', 0.7, { seconds: 3 })
    hear('fan-1', 0, { seconds: 3 })
    await settled(11)
    expect(sink.events.map(({ data }) => data.state)).toEqual(['raised', 'cleared'])
    expect(sink.events[1]?.data.evidence).toBe(sink.events[0]?.data.evidence)
    await recorder.stop()
    await store.stop()
  })

  it('ends at a gap: no recording holds sound from two places', async () => {
    const { hear, settled, sink, store } = await recording()
    hear('fan-1', 0.7, { seconds: 2 })
    await settled(3)
    const id = /evidence\/([^/]+)/.exec(sink.events[0]?.data.evidence ?? '')?.[1] ?? ''
    hear('fan-1', 0.7, { seconds: 1, skipSeconds: 3 })
    await until(() => store.known(id).isComplete, 'the recording is whole')
    expect(store.known(id).durationSeconds).toBe(2)
  })
})
