import { expect, it } from 'vitest'
import type { ForgetfulStream } from '../../../../src/pipeline/audio-stream.ts'
import { openSourceStream } from '../../../../src/pipeline/local-stream.ts'
import { remembered } from '../../../../src/pipeline/sound/remembered-stream.ts'
import { SoundMemory } from '../../../../src/pipeline/sound/sound-memory.ts'
import { LevelScorer, tone } from '../../../level-scorer.ts'
import { RecordedLog } from '../../../recorders.ts'

const RATE_HZ = 8_000
const chunk = (seq: number, amplitude = 0.5) => ({
  source: 'fan-1',
  y: tone(1, amplitude),
  sampleRateHz: RATE_HZ,
  channels: 1,
  seq,
  receivedAtMs: 1_000 * seq,
})

function listening() {
  const memory = new SoundMemory(1)
  const log = new RecordedLog()
  /** How much the stream was reminded of each time that it was asked. */
  const reminded: (number | undefined)[] = []
  const open = (source: string): ForgetfulStream => {
    const stream = openSourceStream(source)
    return {
      push: (chunk, scorer, past) => {
        reminded.push(past?.y.length)
        return stream.push(chunk, scorer, past)
      },
      settle: (scorer, past) => stream.settle(scorer, past),
      latest: (scorer, past) => stream.latest(scorer, past),
      close: () => stream.close(),
    }
  }
  return { memory, log, reminded, stream: remembered(open, memory, log)('fan-1') }
}

it('asks for the newest window only when what was pushed before is remembered', async () => {
  const { stream } = listening()
  const scorer = new LevelScorer()
  const asked = [stream.push(chunk(0, 0), scorer), stream.push(chunk(1), scorer), stream.latest(scorer)] as const
  const behind = stream.push(chunk(2, 0), scorer)
  const window = (await Promise.all(asked))[2]
  expect(window).toMatchObject({ startMs: 0, endMs: 1_000 })
  expect((await window?.score())?.label).toBe('loud')
  expect((await behind).windows).toHaveLength(2)
})

it('reminds a stream of its sound where another scorer takes over, and only there', async () => {
  const { stream, reminded } = listening()
  const scorers = [new LevelScorer('one'), new LevelScorer('other')]
  const windows: number[] = []
  for (let seq = 0; seq < 6; seq++) {
    const heard = await stream.push(chunk(seq), scorers[seq < 3 ? 0 : 1] ?? new LevelScorer())
    windows.push(heard.windows.length)
  }
  expect(reminded.map((length) => length !== undefined)).toEqual([false, false, false, true, false, false])
  expect(windows).toEqual([1, 2, 2, 2, 2, 2])
})

it('goes on listening when somebody who overhears it fails', async () => {
  const { stream, memory, log } = listening()
  const scorer = new LevelScorer()
  await stream.push(chunk(0), scorer)
  memory.observe('fan-1', () => {
    throw new Error('no room')
  })
  expect((await stream.push(chunk(1), scorer)).windows).toHaveLength(2)
  expect(await stream.latest(scorer)).toBeDefined()
  expect(log.lines.map(({ text }) => text)).toEqual(['who overhears a source failed'])
})
