import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../../src/audio/chunk.ts'
import { Timeline } from '../../../src/audio/timeline.ts'
import { Publisher, type PublisherParams } from './publisher.ts'

/** What became of each chunk: `begin`, `ok`, or action and irregularity. */
function place(chunks: readonly Chunk[], timeline = new Timeline()): string[] {
  return chunks.map((chunk) => {
    const { action, irregularity } = timeline.place(chunk)
    if (irregularity !== undefined) return `${action} ${irregularity}`
    return action === 'continue' ? 'ok' : 'begin'
  })
}

/** One-second chunks 0..n-1 at 4 kHz. */
function record(n: number, params: PublisherParams): Chunk[] {
  const publisher = new Publisher(params)
  return Array.from({ length: n }, () => publisher.next(4_000))
}
const pick = (chunks: readonly Chunk[], ...order: readonly number[]): Chunk[] =>
  order.flatMap((i) => chunks.slice(i, i + 1))

describe.each(['seq', 'time', 'both'] as const)('a timeline of chunks marked by %s', (marks) => {
  it('lets chunks in order continue', () => {
    expect(place(record(4, { marks }))).toEqual(['begin', 'ok', 'ok', 'ok'])
  })

  it('sees a missing chunk as a gap and starts anew', () => {
    expect(place(pick(record(5, { marks }), 0, 1, 3, 4))).toEqual(['begin', 'ok', 'restart gap', 'ok'])
  })

  it('refuses a duplicate, the last or an older one', () => {
    expect(place(pick(record(5, { marks }), 0, 1, 1, 0, 2))).toEqual([
      'begin',
      'ok',
      'refuse duplicate',
      'refuse duplicate',
      'ok',
    ])
  })

  it('refuses a late chunk', () => {
    expect(place(pick(record(5, { marks }), 0, 2, 1, 3))).toEqual(['begin', 'restart gap', 'refuse late', 'ok'])
  })

  it('starts anew when the rate changes in mid-stream', () => {
    const [a0, a1] = record(2, { marks })
    const b = new Publisher({ marks, sampleRateHz: 8_000 }).lose(16_000, 2)
    const chunks = [a0, a1, b.next(8_000), b.next(8_000)].filter((chunk) => chunk !== undefined)
    expect(place(chunks)).toEqual(['begin', 'ok', 'restart rate-change', 'ok'])
  })

  it('starts anew when the number of channels changes', () => {
    const [a0] = record(1, { marks })
    const b = new Publisher({ marks, channels: 2 }).lose(4_000)
    expect(place([a0, b.next(4_000)].filter((chunk) => chunk !== undefined))).toEqual(['begin', 'restart rate-change'])
  })

  it('follows a publisher that starts again from 0 after a pause', () => {
    const publisher = new Publisher({ marks })
    const before = [publisher.next(4_000), publisher.next(4_000), publisher.next(4_000)]
    publisher.lose(40_000).renumber()
    const after = [publisher.next(4_000), publisher.next(4_000)]
    expect(place([...before, ...after])).toEqual(['begin', 'ok', 'ok', 'restart gap', 'ok'])
  })

  it('follows a publisher that starts again from 0 at once, after some seconds, without ever mixing', () => {
    const publisher = new Publisher({ marks })
    const before = Array.from({ length: 4 }, () => publisher.next(4_000))
    publisher.lose(400, 0).renumber()
    const outcomes = place([...before, ...Array.from({ length: 12 }, () => publisher.next(4_000))])
    const firstRestart = outcomes.findIndex((outcome) => outcome.startsWith('restart'))
    expect(outcomes.slice(4, firstRestart)).not.toContain('ok')
    expect(firstRestart).toBeGreaterThanOrEqual(4)
    expect(firstRestart).toBeLessThan(10)
    expect(outcomes.slice(-3)).toEqual(['ok', 'ok', 'ok'])
  })
})

describe('two publishers on one source', () => {
  const interleave = (a: readonly Chunk[], b: readonly Chunk[]): Chunk[] =>
    a.flatMap((chunk, i) => [chunk, ...b.slice(i, i + 1)])

  it.each([
    ['numbers far ahead', 'both', { firstSeq: 5_000, startMs: 1_700_000_000_300 }],
    ['numbers far behind', 'both', { firstSeq: 0, startMs: 1_700_000_000_300 }],
    ['capture times between', 'time', { startMs: 1_700_000_000_300 }],
    ['numbers far behind, no times', 'seq', { firstSeq: 0 }],
  ] as const)('are told apart by %s; the first is followed', (_, marks, other) => {
    const a = record(8, { marks, firstSeq: 1_000 })
    const b = record(8, { marks, sign: -1, ...other })
    const outcomes = place(interleave(a, b))
    expect(outcomes.filter((_, i) => i % 2 === 0)).toEqual(['begin', ...Array(7).fill('ok')])
    expect(outcomes.filter((_, i) => i % 2 === 1).slice(1)).toEqual(Array(7).fill('refuse two-publishers'))
  })

  it('are told apart when the other numbers ahead: one of them is followed', () => {
    const a = record(8, { marks: 'seq' })
    const b = record(8, { marks: 'seq', sign: -1, firstSeq: 5_000 })
    expect(place(interleave(a, b)).slice(2)).toEqual([
      'refuse late',
      ...Array(6).fill(['ok', 'refuse two-publishers']).flat(),
      'ok',
    ])
  })

  it('are told apart by their rates', () => {
    const a = record(4, { marks: 'none' })
    const b = record(4, { marks: 'none', sampleRateHz: 8_000 }).map((chunk) => ({ ...chunk }))
    const outcomes = place(interleave(a, b))
    expect(outcomes.slice(0, 2)).toEqual(['begin', 'restart rate-change'])
    expect(outcomes.slice(2).filter((_, i) => i % 2 === 0)).toEqual(Array(3).fill('refuse two-publishers'))
  })

  it('that number alike never continue each other', () => {
    const a = record(6, { marks: 'seq' })
    const b = record(6, { marks: 'seq', sign: -1 })
    expect(place(interleave(a, b))).not.toContain('ok')
  })

  it('become one when the followed one stops', () => {
    const a = record(3, { marks: 'both', firstSeq: 1_000 })
    const b = record(9, { marks: 'both', sign: -1, startMs: 1_700_000_000_300 })
    const outcomes = place([...interleave(a, b), ...b.slice(3)])
    // A's last chunk came at 3 s; it has stopped when nothing more came for 2 s and two chunks' length.
    expect(outcomes.slice(6)).toEqual([...Array(3).fill('refuse two-publishers'), 'restart gap', 'ok', 'ok'])
  })
})

describe('a timeline of chunks without marks', () => {
  it('sees silence of more than half a second as a gap', () => {
    const publisher = new Publisher({ marks: 'none' })
    const chunks = [
      publisher.next(4_000),
      publisher.next(4_000),
      publisher.lose(2_400).next(4_000),
      publisher.next(4_000),
    ]
    expect(place(chunks)).toEqual(['begin', 'ok', 'restart gap', 'ok'])
  })

  it('lets chunks continue that come at once after the network stood still for a moment', () => {
    const chunks = record(5, { marks: 'none' }).map((chunk, i) => ({ ...chunk, receivedAtMs: i < 3 ? 3_000 : 5_000 }))
    expect(place(chunks)).toEqual(['begin', 'ok', 'ok', 'restart gap', 'ok'])
    expect(place(chunks.map((chunk) => ({ ...chunk, receivedAtMs: 0 })))).toEqual(['begin', ...Array(4).fill('ok')])
  })

  it('takes clips that are sent one right after the other as clips of their own', () => {
    const publisher = new Publisher({ marks: 'none' })
    const clips = [publisher.next(40_000), publisher.next(40_000)].map((clip, i) => ({
      ...clip,
      receivedAtMs: 1_000 + i,
    }))
    expect(place(clips)).toEqual(['begin', 'restart overlap'])
  })

  it('refuses them while another publisher numbers its chunks', () => {
    const [a0, a1] = record(2, { marks: 'both' })
    const [b0] = record(1, { marks: 'none', sign: -1 })
    const chunks = [a0, b0, a1].filter((chunk) => chunk !== undefined)
    expect(place(chunks)).toEqual(['begin', 'refuse two-publishers', 'ok'])
  })
})

describe('capture times', () => {
  it.each([
    ['both', 4_000],
    ['both', 40],
    ['time', 4_000],
    ['time', 400],
  ] as const)('may jitter by 4 ms either way: %s, chunks of %i samples', (marks, length) => {
    const publisher = new Publisher({ marks })
    const chunks = Array.from({ length: 300 }, (_, i) => publisher.next(length, [0, 4, -4, 1, -3, 2][i % 6]))
    expect(place(chunks)).toEqual(['begin', ...Array(299).fill('ok')])
  })

  it.each([1.0002, 0.9998, 1.001])('may drift for hours: the publisher records at %d of its rate', (clockSpeed) => {
    const publisher = new Publisher({ marks: 'time', clockSpeed })
    const timeline = new Timeline()
    let continued = 0
    for (let i = 0; i < 4 * 3_600; i++) {
      if (timeline.place(publisher.next(4_000)).action === 'continue') continued += 1
    }
    expect(continued).toBe(4 * 3_600 - 1)
  })

  it('show a pause that seq does not show', () => {
    const publisher = new Publisher({ marks: 'both' })
    const chunks = [publisher.next(4_000), publisher.lose(400, 0).next(4_000)]
    expect(place(chunks)).toEqual(['begin', 'restart gap'])
  })

  it('that were set back start anew where seq goes on, and after a pause where there is none', () => {
    const withSeq = record(6, { marks: 'both' }).map((chunk, i) =>
      i < 3 ? chunk : { ...chunk, capturedAtMs: (chunk.capturedAtMs ?? 0) - 600 },
    )
    expect(place(withSeq)).toEqual(['begin', 'ok', 'ok', 'restart overlap', 'ok', 'ok'])
    const withTime = record(12, { marks: 'time' }).map((chunk, i) =>
      i < 3 ? chunk : { ...chunk, capturedAtMs: (chunk.capturedAtMs ?? 0) - 60_000 },
    )
    expect(place(withTime).slice(-3)).toEqual(['ok', 'ok', 'ok'])
  })
})

describe('overlapping chunks', () => {
  it('continue with what is new in them, to the sample', () => {
    const whole = new Publisher({ marks: 'time' }).next(20_000)
    const chunks = [0, 1, 2, 3].map((i) => ({
      ...whole,
      y: whole.y.slice(3_000 * i, 3_000 * i + 4_000),
      capturedAtMs: (whole.capturedAtMs ?? 0) + 750 * i + (i % 2 === 0 ? 3 : -3),
    }))
    const timeline = new Timeline()
    expect(chunks.map((chunk) => timeline.place(chunk))).toEqual([
      { action: 'restart' },
      ...Array(3).fill({ action: 'continue', skip: 1_000, irregularity: 'overlap' }),
    ])
  })

  it('are refused when what should be equal is not', () => {
    const [a0] = record(1, { marks: 'time' })
    const [b0] = record(1, { marks: 'time', sign: -1, startMs: 1_700_000_000_500 })
    expect(place([a0, b0].filter((chunk) => chunk !== undefined))).toEqual(['begin', 'refuse overlap'])
  })
})
