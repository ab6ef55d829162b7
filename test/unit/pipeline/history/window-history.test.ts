import { describe, expect, it } from 'vitest'
import { NotFoundError } from '../../../../src/errors.ts'
import { WindowHistory } from '../../../../src/pipeline/history/window-history.ts'
import type { JudgedWindow } from '../../../../src/pipeline/source-status.ts'
import { listening } from '../listening.ts'

/** Seven digits are kept. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(Math.fround(value).toPrecision(7))
  if (Array.isArray(value)) return value.map(rounded)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, rounded(part)]))
}

const always = [0, Number.MAX_SAFE_INTEGER] as const

describe('the last hour', () => {
  it('gives back every window as it was judged, with the alarm after it', async () => {
    const { pipeline, hear, settled } = listening()
    const history = new WindowHistory({ maxSources: 2 })
    const judged: JudgedWindow[] = []
    pipeline.onUpdate((update) => {
      history.note(update)
      if (update.kind === 'judged') judged.push(update.judged)
    })
    hear('fan-1', 0.1, { seconds: 2 })
    hear('fan-1', 0.7, { seconds: 3 })
    hear('fan-1', 0.05, { seconds: 3 })
    await settled(15)
    const kept = history.between('fan-1', ...always)
    expect(kept.map(({ verdict, explanation }) => ({ verdict, explanation }))).toEqual(judged.map(rounded))
    expect(kept.map(({ state }) => state).join()).toMatch(/^(quiet,)+(raised,)+quiet/)
    expect(kept[0]?.labels).toEqual(['quiet', 'loud'])
    const third = judged[2]?.verdict.window.startMs ?? Number.NaN
    expect(history.at('fan-1', third).verdict.window.startMs).toBe(third)
    expect(() => history.at('fan-1', third + 1)).toThrow(NotFoundError)
    expect(history.between('fan-2', ...always)).toEqual([])
  })

  it('keeps why the sound was unusual, in words and numbers', async () => {
    const { pipeline, hear, settled } = listening()
    const history = new WindowHistory({ maxSources: 2 })
    const bands = [{ fromHz: 118.5, toHz: 340, beyondDb: 6.5 }]
    const hum = [{ hz: 100, beyondDb: 4.5 }]
    const modulations = [
      { octave: { fromHz: 500, toHz: 1_000 }, rates: { fromHz: 0.5, toHz: 4 }, beyondDb: -3.1 },
      { octave: { fromHz: 1_000, toHz: 2_000 }, rates: { fromHz: 8, toHz: 16 }, beyondDb: 2 },
    ]
    pipeline.onUpdate((update) => {
      if (update.kind !== 'judged') return
      const explanation = { summary: 'is made again', bands, modulations, hum }
      const scores = [{ name: 'spectrum', value: 4.5, threshold: 3 }]
      const verdict = { ...update.judged.verdict, probabilities: [], score: 0.75, scores, explanation }
      history.note({ ...update, judged: { ...update.judged, verdict } })
    })
    hear('fan-1', 0.1)
    await settled(1)
    const [kept] = history.between('fan-1', ...always)
    expect(kept?.verdict).toMatchObject({ scores: [{ name: 'spectrum', value: 4.5, threshold: 3 }], score: 0.75 })
    expect(kept?.verdict.explanation).toMatchObject({ bands, modulations, hum })
    expect(kept?.verdict.explanation?.summary).toContain('119 to 340 Hz is 6.5 dB louder')
    expect(kept?.explanation.labels[0]?.score).toBe(0.75)
  })

  it('forgets what is older than an hour, and the source that was judged least lately', async () => {
    const { pipeline, hear, settled } = listening()
    const history = new WindowHistory({ maxSources: 2, keepMs: 100_000, mostWindows: 512 })
    let last: JudgedWindow | undefined
    pipeline.onUpdate((update) => {
      if (update.kind === 'judged') last = update.judged
    })
    hear('fan-1', 0.1)
    await settled(1)
    if (last === undefined) throw new Error('nothing was judged')
    const { verdict, explanation } = last
    const add = (source: string, startMs: number): void => {
      const judged = { verdict: { ...verdict, window: { startMs, endMs: startMs + 1_000 } }, explanation }
      history.note({ kind: 'judged', source, judged, bundle: { labels: [] } })
    }
    for (let i = 0; i < 3_000; i++) add('fan-1', 1_000 * i)
    const kept = history.between('fan-1', ...always)
    expect(kept.length).toBeGreaterThanOrEqual(100)
    expect(kept.length).toBeLessThanOrEqual(100 + 2 * 256)
    expect(kept.at(-1)?.verdict.window.startMs).toBe(2_999_000)
    add('fan-2', 0)
    add('fan-1', 3_000_000)
    add('fan-3', 0)
    expect(['fan-1', 'fan-2', 'fan-3'].map((source) => history.between(source, ...always).length > 0)).toEqual([
      true,
      false,
      true,
    ])
  })
})
