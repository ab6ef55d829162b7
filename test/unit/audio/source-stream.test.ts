import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../../src/audio/chunk.ts'
import type { IrregularityKind } from '../../../src/audio/irregularity.ts'
import type { PastSound } from '../../../src/audio/past-sound.ts'
import type { InputStream } from '../../../src/audio/prepared-windows.ts'
import { inputsBehind, resample } from '../../../src/audio/resample.ts'
import {
  type OpenInputStream,
  SourceStream,
  type SourceStreamParams,
  type StreamResult,
} from '../../../src/audio/source-stream.ts'
import type { Window } from '../../../src/audio/window.ts'
import { type CutWindow, WindowCutter } from '../../../src/audio/window-cutter.ts'
import { noise } from '../../signals.ts'
import { isUnbroken, Publisher, type PublisherParams } from './publisher.ts'

const NONE = new Float32Array(0)
const WINDOW = 2_000
const HOP = 300
const params: SourceStreamParams = { sampleRateHz: 4_000, resampler: 'none', windowLength: WINDOW, hopLength: HOP }
const open = (overrides: Partial<SourceStreamParams> = {}): SourceStream =>
  new SourceStream('fan-1', { ...params, ...overrides })

/** A stream that is reminded of as much of its sound as it may need, and no more. */
class Reminded {
  readonly #stream: SourceStream
  readonly #windows: SourceStreamParams
  #heard = new Float32Array(0)
  #sampleRateHz = 0
  #needed = 0

  constructor(overrides: Partial<SourceStreamParams> = {}) {
    this.#windows = { ...params, ...overrides }
    this.#stream = open(overrides)
  }

  push(chunk: Chunk): StreamResult {
    const result = this.#stream.push(chunk)
    if (result.taken === undefined) return result
    const { skip, isContinued } = result.taken
    const before = isContinued ? this.#heard : new Float32Array(0)
    this.#heard = Float32Array.from([...before, ...chunk.y.subarray(skip)])
    const { windowLength, sampleRateHz: toHz, resampler } = this.#windows
    this.#sampleRateHz = chunk.sampleRateHz
    this.#needed = inputsBehind(windowLength, { fromHz: chunk.sampleRateHz, toHz, resampler })
    return result
  }

  get past(): PastSound {
    const { length } = this.#heard
    return { y: this.#heard.slice(Math.max(0, length - this.#needed)), sampleRateHz: this.#sampleRateHz, end: length }
  }

  latest(past = this.past): Window | undefined {
    return this.#stream.latest(past)
  }

  prepareFor(openInputs: OpenInputStream | undefined, past = this.past): boolean {
    return this.#stream.prepareFor(openInputs, past)
  }
}

function pushAll(
  stream: Pick<SourceStream, 'push'>,
  chunks: readonly Chunk[],
): { windows: Window[]; kinds: IrregularityKind[] } {
  const results = chunks.map((chunk) => stream.push(chunk))
  return {
    windows: results.flatMap(({ windows }) => windows),
    kinds: results.flatMap(({ irregularities }) => irregularities.map(({ kind }) => kind)),
  }
}

/** Quicker than `toEqual` on long arrays. */
const isSame = (a: Float32Array, b: Float32Array): boolean =>
  Buffer.from(a.buffer).equals(Buffer.from(b.slice().buffer))

const marks = fc.constantFrom('seq', 'time', 'both', 'none')
/** Chunks of 10 ms to 1 s at 4 kHz, and some of 10 s. */
const lengths = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 40, max: 4_000 }) },
    { weight: 1, arbitrary: fc.constant(40_000) },
  ),
  {
    minLength: 1,
    maxLength: 40,
  },
)

describe('a regular stream', () => {
  it('gives every window, sample for sample, however it is cut into chunks and whatever marks they carry', () => {
    fc.assert(
      fc.property(marks, lengths, (marks, lengths) => {
        const publisher = new Publisher({ marks })
        const { windows, kinds } = pushAll(
          open(),
          lengths.map((length) => publisher.next(length)),
        )
        const n = lengths.reduce((sum, length) => sum + length)
        expect(kinds).toEqual([])
        expect(windows.map(({ index, y = NONE }) => [index, y[0], y.length, isUnbroken(y)])).toEqual(
          Array.from({ length: Math.max(0, 1 + Math.floor((n - WINDOW) / HOP)) }, (_, k) => [
            k,
            1 + k * HOP,
            WINDOW,
            true,
          ]),
        )
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  it('has the newest window at any instant', () => {
    const publisher = new Publisher({ marks: 'seq' })
    const stream = new Reminded()
    for (let n = 130; n < 6_000; n += 130) {
      stream.push(publisher.next(130))
      expect(stream.latest()?.y?.[0]).toBe(n < WINDOW ? undefined : n - WINDOW + 1)
    }
    expect(isUnbroken(stream.latest()?.y ?? new Float32Array())).toBe(true)
  })

  it('says when the first and the last sample of a window were recorded', () => {
    const publisher = new Publisher({ marks: 'time', startMs: 50_000 })
    const { windows } = pushAll(open(), [publisher.next(1_000), publisher.next(3_000)])
    expect(windows.map(({ startMs, endMs }) => [startMs, endMs])).toEqual(
      [0, 75, 150, 225, 300, 375, 450].map((ms) => [50_000 + ms, 50_500 + ms]),
    )
  })

  it('takes the time of arrival where nothing else is known', () => {
    const [window] = open().push({ ...new Publisher({ marks: 'none' }).next(2_000), receivedAtMs: 9_500 }).windows
    expect(window).toMatchObject({ startMs: 9_000, endMs: 9_500 })
  })
})

describe('a resampled stream', () => {
  const rates = {
    sampleRateHz: 22_050,
    resampler: 'kaiser_fast@0.2',
    windowLength: 22_050,
    hopLength: 512 * 5,
  } as const
  const tone = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i * 0.3) * Math.sin(i * 0.0007))

  it('gives the windows of the whole recording resampled at once, for any chunks', () => {
    const whole = resample(tone, { fromHz: 16_000, toHz: 22_050, resampler: 'kaiser_fast@0.2' })
    fc.assert(
      fc.property(fc.integer({ min: 160, max: 16_000 }), (length) => {
        const stream = open(rates)
        const windows: Window[] = []
        for (let start = 0, seq = 0; start < tone.length; start += length, seq++) {
          const y = tone.slice(start, start + length)
          windows.push(
            ...stream.push({ source: 'fan-1', y, sampleRateHz: 16_000, channels: 1, seq, receivedAtMs: 0 }).windows,
          )
        }
        windows.push(...stream.settle())
        expect(windows).toHaveLength(1 + Math.floor((whole.length - 22_050) / 2_560))
        expect(windows.every(({ y = NONE }, k) => isSame(y, whole.subarray(k * 2_560, k * 2_560 + 22_050)))).toBe(true)
      }),
      { numRuns: 12, seed: 1 },
    )
  })

  it('has the only window of a recording that is exactly one window long, at once when it comes in one piece', () => {
    const stream = new Reminded({ ...rates, windowLength: 3 * 22_050 })
    const clip = { source: 'fan-1', y: tone, sampleRateHz: 16_000, channels: 1, receivedAtMs: 10_000 }
    const { windows } = stream.push(clip)
    const whole = resample(tone, { fromHz: 16_000, toHz: 22_050, resampler: 'kaiser_fast@0.2' })
    expect(windows.map(({ y = NONE }) => isSame(y, whole))).toEqual([true])
    expect(windows).toMatchObject([{ startMs: 7_000, endMs: 10_000 }])
    expect(isSame(stream.latest()?.y ?? tone, whole)).toBe(true)
    expect(stream.push({ ...clip, y: tone.slice(0, 160), receivedAtMs: 10_001 }).windows).toEqual([])
  })

  it('goes on unbroken after a window was settled', () => {
    const stream = open({ ...rates, windowLength: 2 * 22_050 })
    const chunk = (seq: number): Chunk => ({
      source: 'fan-1',
      y: tone.slice(16_000 * seq, 16_000 * (seq + 1)),
      sampleRateHz: 16_000,
      channels: 1,
      seq,
      receivedAtMs: 1_000 * seq,
    })
    stream.push(chunk(0))
    expect(stream.push(chunk(1)).windows).toHaveLength(0)
    expect(stream.settle()).toHaveLength(1)
    const { windows, irregularities } = stream.push(chunk(2))
    expect(irregularities).toEqual([])
    const whole = resample(tone, { fromHz: 16_000, toHz: 22_050, resampler: 'kaiser_fast@0.2' })
    const expected = Array.from({ length: 8 }, (_, k) => whole.slice((k + 1) * 2_560, (k + 1) * 2_560 + 44_100))
    expect(windows.map(({ y = NONE }, k) => isSame(y, expected[k] ?? tone))).toEqual(Array(8).fill(true))
  })
})

/** Usual rates, one with as many phases as it has Hz, and one that is not resampled. */
const ratios = [
  [44_100, 22_050],
  [16_000, 22_050],
  [48_000, 16_000],
  [8_000, 16_000],
  [44_101, 22_050],
  [22_050, 22_050],
] as const

describe.each(ratios)('a stream from %d to %d Hz that is reminded of its sound', (fromHz, toHz) => {
  const resampler = 'kaiser_fast' as const
  const specs = { sampleRateHz: toHz, resampler, windowLength: Math.round(toHz / 4), hopLength: Math.round(toHz / 10) }
  const sound = noise(2 * fromHz, 9)
  const whole = resample(sound, { fromHz, toHz, resampler })
  const chunk = (y: Float32Array, seq: number): Chunk => ({
    source: 'fan-1',
    y,
    sampleRateHz: fromHz,
    channels: 1,
    seq,
    receivedAtMs: 0,
  })
  const lengths = fc.array(fc.integer({ min: Math.ceil(fromHz / 100), max: Math.floor(fromHz / 2) }), {
    minLength: 1,
    maxLength: 4,
  })

  it('has the newest window, bit for bit that of the whole sound', () => {
    fc.assert(
      fc.property(lengths, (lengths) => {
        const stream = new Reminded(specs)
        let heard = 0
        lengths.forEach((length, seq) => {
          stream.push(chunk(sound.slice(heard, heard + length), seq))
          heard += length
          const y = stream.latest()?.y
          // Some samples lack the sound that follows them.
          const end = Math.floor((heard * toHz) / fromHz)
          if (y === undefined) expect(end).toBeLessThan(specs.windowLength)
          else expect(placeIn(whole, y, end)).toBeGreaterThanOrEqual(0)
        })
      }),
      { seed: 12, numRuns: 8 },
    )
  })

  it('goes on for another model with the windows that are under way, bit for bit', () => {
    fc.assert(
      fc.property(lengths, (lengths) => {
        const stream = new Reminded(specs)
        const windows: Window[] = []
        let heard = 0
        lengths.concat(lengths, lengths).forEach((length, seq) => {
          const y = sound.slice(heard, heard + length)
          heard += length
          if (y.length >= fromHz / 100) windows.push(...stream.push(chunk(y, seq)).windows)
          // With samples and prepared in turn.
          expect(stream.prepareFor(seq % 2 === 0 ? () => copies(specs) : undefined)).toBe(true)
        })
        windows.forEach(({ y, input }, k) => {
          const start = k * specs.hopLength
          expect(isSame(y ?? input ?? NONE, whole.subarray(start, start + specs.windowLength))).toBe(true)
        })
        const certain = Math.floor(((Math.min(heard, sound.length) - fromHz / 50) * toHz) / fromHz)
        expect(windows.length).toBeGreaterThanOrEqual(Math.floor((certain - specs.windowLength) / specs.hopLength))
      }),
      { seed: 13, numRuns: 8 },
    )
  })

  it('does without where it is reminded of other sound, or of too little', () => {
    const stream = new Reminded(specs)
    stream.push(chunk(sound.slice(0, fromHz), 0))
    const { past } = stream
    expect(stream.latest({ ...past, end: past.end - 1 })).toBeUndefined()
    expect(stream.latest({ ...past, sampleRateHz: 8_001 })).toBeUndefined()
    const short = { ...past, y: past.y.slice(past.y.length - Math.floor(fromHz / 4)) }
    expect(stream.latest(short)).toBeUndefined()
    expect(stream.prepareFor(() => copies(specs), { ...past, end: 7 })).toBe(false)
    expect(stream.latest()).toBeDefined()
  })
})

/** Prepares windows by copying them. */
function copies(specs: SourceStreamParams): InputStream {
  const cutter = new WindowCutter(specs)
  const prepare = ({ y, end }: CutWindow) => ({ input: y, end })
  return {
    restart: () => cutter.restart(),
    push: (y) => cutter.push(y).map(prepare),
    complete: (tail) => cutter.complete(tail).map(prepare),
  }
}

/** Where `y` lies in `whole`, ending at `end` or some hundred samples before; -1 where it does not. */
function placeIn(whole: Float32Array, y: Float32Array, end: number): number {
  for (let at = end - y.length; at >= Math.max(0, end - y.length - 600); at -= 1) {
    if (isSame(y, whole.subarray(at, at + y.length))) return at
  }
  return -1
}

describe('an irregular stream', () => {
  /** What a network does to a chunk: the place it is moved to, and how many copies come. */
  const fates = (maxLength: number) =>
    fc.array(fc.record({ delay: fc.integer({ min: 0, max: 5 }), copies: fc.constantFrom(0, 1, 1, 1, 1, 2) }), {
      minLength: 5,
      maxLength,
    })

  function suffer(
    chunks: readonly Chunk[],
    fates: readonly { delay: number; copies: number }[],
    calm: number,
  ): Chunk[] {
    return chunks
      .flatMap((chunk, i) => {
        const { delay, copies } = fates[i % fates.length] ?? { delay: 0, copies: 1 }
        const isCalm = Math.floor(i / calm) % 2 === 0
        return Array.from({ length: isCalm ? 1 : copies }, (_, copy) => ({
          chunk,
          at: i + (isCalm ? 0 : delay + copy),
        }))
      })
      .sort((a, b) => a.at - b.at)
      .map(({ chunk, at }) => ({ ...chunk, receivedAtMs: Math.max(chunk.receivedAtMs, 1_700_000_000_000 + 100 * at) }))
  }

  it('never gives a window with a break in it, whatever is lost, doubled and shuffled', () => {
    let cut = 0
    fc.assert(
      fc.property(
        fc.constantFrom('seq' as const, 'time' as const, 'both' as const),
        fc.array(fc.integer({ min: 120, max: 1_200 }), { minLength: 60, maxLength: 60 }),
        fates(60),
        fc.integer({ min: 4, max: 15 }),
        (marks, lengths, fates, calm) => {
          const publisher = new Publisher({ marks })
          const chunks = suffer(
            lengths.map((length) => publisher.next(length)),
            fates,
            calm,
          )
          const { windows } = pushAll(open(), chunks)
          expect(windows.every(({ y = NONE }) => isUnbroken(y))).toBe(true)
          cut += windows.length
        },
      ),
      { numRuns: 150, seed: 1 },
    )
    expect(cut).toBeGreaterThan(1_500)
  })

  it('never gives a window of two publishers, however their chunks come between each other', () => {
    let cut = 0
    const offsetMs = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 25, max: 75 }))
    fc.assert(
      fc.property(
        fc.constantFrom('seq' as const, 'time' as const, 'both' as const),
        fc.constantFrom(0, 5_000),
        offsetMs.map(([chunks, ms]) => 1_700_000_000_000 + 100 * chunks + ms),
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        (marks, firstSeq, startMs, turns) => {
          const a = new Publisher({ marks, firstSeq: 100 })
          const b = new Publisher({ marks, sign: -1, firstSeq, startMs })
          const { windows } = pushAll(
            open(),
            turns.map((isA) => (isA ? a : b).next(400)),
          )
          expect(windows.every(({ y = NONE }) => isUnbroken(y))).toBe(true)
          cut += windows.length
        },
      ),
      { numRuns: 150, seed: 1 },
    )
    expect(cut).toBeGreaterThan(1_500)
  })

  it('never gives a window of two publishers that number alike', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
        fc.integer({ min: 1, max: 5 }),
        (turns, phase) => {
          const a = new Publisher({ marks: 'seq' })
          const b = new Publisher({ marks: 'seq', sign: -1 })
          const together = [a.next(400), b.next(400)]
          const chunks = [
            ...together,
            ...turns.map((isA, i) => ((i % (phase + 1) === 0 ? !isA : isA) ? a : b).next(400)),
          ]
          const { windows } = pushAll(open(), chunks)
          expect(windows.every(({ y = NONE }) => isUnbroken(y))).toBe(true)
        },
      ),
      { numRuns: 150, seed: 1 },
    )
  })

  it('never mixes two rates, and says so once when it changes', () => {
    const before = new Publisher({ marks: 'both' })
    const after = new Publisher({ marks: 'both', sampleRateHz: 8_000, sign: -1 }).lose(4 * 8_000, 4)
    const chunks = [1, 2, 3, 4].map(() => before.next(4_000)).concat([1, 2, 3, 4].map(() => after.next(8_000)))
    const stream = open({ resampler: 'kaiser_fast' })
    const { windows, kinds } = pushAll(stream, chunks)
    expect(kinds).toEqual(['rate-change'])
    // 4 s before and 4 s after; a window that begins before the change would hold values of both signs.
    expect(
      windows.every(({ y = NONE }) => y.slice(10, -10).every((x) => Math.sign(x) === Math.sign(y[1_000] ?? 0))),
    ).toBe(true)
    expect(windows).toHaveLength(2 * (1 + Math.floor((16_000 - WINDOW) / HOP)))
  })

  it('cuts windows from overlapping chunks as if they did not overlap', () => {
    const whole = new Publisher({ marks: 'time' }).next(12_000)
    const chunks = Array.from({ length: 9 }, (_, i) => ({
      ...whole,
      y: whole.y.slice(1_200 * i, 1_200 * i + 2_400),
      capturedAtMs: (whole.capturedAtMs ?? 0) + 300 * i,
    }))
    const { windows, kinds } = pushAll(open(), chunks)
    expect(kinds).toEqual(Array(8).fill('overlap'))
    expect(windows.map(({ y = NONE }) => [y[0], isUnbroken(y)])).toEqual(
      Array.from({ length: 1 + Math.floor((12_000 - WINDOW) / HOP) }, (_, k) => [1 + k * HOP, true]),
    )
  })

  it('has no latest window after a break until there is enough again', () => {
    const publisher = new Publisher({ marks: 'seq' })
    const stream = new Reminded()
    stream.push(publisher.next(4_000))
    expect(stream.latest()).toBeDefined()
    stream.push(publisher.lose(4_000).next(1_000))
    expect(stream.latest()).toBeUndefined()
    stream.push(publisher.next(1_000))
    expect(stream.latest()?.y?.[0]).toBe(8_001)
  })

  it('names the chunk that was out of order and what became of it', () => {
    const publisher = new Publisher({ marks: 'both', startMs: 0 })
    const stream = open()
    const first = publisher.next(4_000)
    stream.push(first)
    expect(stream.push(first).irregularities).toEqual([
      { kind: 'duplicate', action: 'refused', source: 'fan-1', seq: 0, capturedAtMs: 0, receivedAtMs: 1_000 },
    ])
    expect(stream.push(publisher.lose(4_000).next(4_000)).irregularities).toEqual([
      { kind: 'gap', action: 'restarted', source: 'fan-1', seq: 2, capturedAtMs: 2_000, receivedAtMs: 3_000 },
    ])
  })
})

describe('a chunk whose rate the bundle does not take', () => {
  it('is refused by name and changes nothing', () => {
    const publish = (params: PublisherParams) => new Publisher(params)
    const publisher = publish({ marks: 'seq' })
    const stream = open()
    stream.push(publisher.next(1_500))
    expect(() => stream.push(publish({ marks: 'seq', sampleRateHz: 8_000, firstSeq: 1 }).next(4_000))).toThrow(
      expect.objectContaining({ code: 'EARSHOT_AUDIO_RATE' }),
    )
    const { windows, irregularities } = stream.push(publisher.next(500))
    expect(irregularities).toEqual([])
    expect(windows.map(({ y = NONE }) => [y[0], isUnbroken(y)])).toEqual([[1, true]])
  })
})
