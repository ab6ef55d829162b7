import { describe, expect, it } from 'vitest'
import type { HeardWindow } from '../../../src/learn/heard-window.ts'
import { learnNormal } from '../../../src/learn/learn-normal.ts'
import { type NormalFrontEnd, normalFrontEnd } from '../../../src/learn/normal-settings.ts'
import { NormalSoundExtractor } from '../../../src/model/detectors/normal-sound.ts'
import { createNormalOnlyScorer } from '../../../src/model/normal-only-scorer.ts'
import { noise } from '../../signals.ts'
import { hearInPieces } from '../model/live-windows.ts'

const RATE_HZ = 8_000
const SECONDS = 8
const usual = normalFrontEnd(RATE_HZ, SECONDS)
const { low, ...blind } = usual.features
const small = (features: NormalFrontEnd['features']): NormalFrontEnd => ({
  ...usual,
  features: {
    ...features,
    spectrum: { ...features.spectrum, nMels: 24, stackedFrames: 2, strideFrames: 4 },
    modulation: { ...features.modulation, groups: 13 },
  },
})
const FRONT_ENDS = { looking: small(usual.features), blind: small(blind) }

interface Fan {
  readonly seed: number
  readonly speed?: number
  /** Amplitude of the hum at 100 and 300 Hz, on mains of 50 Hz. */
  readonly hum?: number
}

function fan({ seed, speed = 1, hum = 0.01 }: Fan): Float32Array {
  const rush = noise(SECONDS * RATE_HZ, seed)
  return rush.map((value, i) => {
    const turn = (2 * Math.PI * i) / RATE_HZ
    const blades = [1, 2, 3].reduce((sum, h) => sum + (0.3 / h) * Math.cos(210 * speed * h * turn), 0)
    return 0.3 * value + blades + hum * (Math.cos(100 * turn) + Math.cos(300 * turn))
  })
}

function detector(frontEnd: NormalFrontEnd, speeds: readonly number[]) {
  const extractor = new NormalSoundExtractor(RATE_HZ, frontEnd.features, SECONDS)
  const windows: HeardWindow[] = speeds.flatMap((speed, s) =>
    Array.from({ length: 10 }, (_, i) => {
      const sound = extractor.extract(fan({ seed: 1_000 * s + 17 * i + 5, speed: speed * (1 + 0.001 * (i - 4.5)) }))
      return { session: `session ${s}`, recording: `${i}`, sound }
    }),
  )
  const learning = { ...frontEnd, name: 'fan', version: '1', falseAlarmRate: 0.01, heldOut: 'recording' as const }
  const { draft, files } = learnNormal(windows, extractor, learning)
  const scorer = createNormalOnlyScorer({ manifest: { ...draft, files: {} }, sha256: '', files })
  return Object.assign((sound: Fan) => scorer.scoreSamples(fan(sound)), { scorer })
}

describe('a detector that looks at what is low', () => {
  const speeds = [1, 1.01, 1.02]
  const looking = detector(FRONT_ENDS.looking, speeds)

  it('knows the machine at a speed that it has not heard, which one that does not look takes for a fault', async () => {
    const judge = detector(FRONT_ENDS.blind, speeds)
    const spectrum = async (score: typeof looking, speed: number): Promise<number> => {
      const { scores } = await score({ seed: 77, speed })
      const found = scores?.find(({ name }) => name === 'spectrum')
      return (found?.value ?? 0) / (found?.threshold ?? 1)
    }
    expect(await spectrum(judge, 0.95)).toBeGreaterThan(1)
    expect(await spectrum(looking, 0.95)).toBeLessThan(0.7 * (await spectrum(judge, 0.95)))
  })

  it('raises hum that has risen, and says at which frequencies', async () => {
    const { scores, score, explanation } = await looking({ seed: 78, hum: 0.1 })
    const hum = scores?.find(({ name }) => name === 'hum')
    expect(hum?.value).toBeGreaterThan(hum?.threshold ?? Number.POSITIVE_INFINITY)
    expect(score).toBeGreaterThan(0.5)
    expect(explanation?.hum?.map(({ hz }) => hz).sort()).toEqual([100, 300])
    expect(explanation?.summary).toMatch(/mains hum at [13]00 Hz stands out \d+\.\d dB more than ever learnt/)
  })

  it('has nothing against hum that falls', async () => {
    const [less, usually] = await Promise.all([0.001, 0.01].map((hum) => looking({ seed: 79, hum })))
    expect(less?.score).toBeLessThan((usually?.score ?? 0) + 0.02)
    expect(less?.scores?.map(({ name }) => name)).toEqual(['spectrum', 'modulation', 'hum'])
  })

  it('says the same of a live source, however its sound comes', async () => {
    const { scorer } = looking
    const { hopFrames } = usual.window
    const windowLength = SECONDS * RATE_HZ
    const hopLength = hopFrames * usual.features.hopLength
    const sound = Float32Array.of(...fan({ seed: 81 }), ...fan({ seed: 82, hum: 0.1 }).subarray(0, 20_000))
    const stream = scorer.live?.prepare({ windowLength, hopFrames })()
    const windows = stream ? hearInPieces(stream, sound, { windowLength, hopLength }, [700, 30_000, 9_000]) : []
    expect(windows).toHaveLength(3)
    for (const { prepared, cut } of windows) {
      const [found, expected] = [await scorer.live?.score(prepared.input), await scorer.scoreSamples(cut.y)]
      expect(found?.scores?.map(({ name }) => name)).toEqual(['spectrum', 'modulation', 'hum'])
      for (const [i, { value }] of (expected.scores ?? []).entries()) {
        expect(found?.scores?.[i]?.value).toBeCloseTo(value, 3)
      }
    }
  })

  it('scores without hum where it was learnt without', async () => {
    const verdict = await detector(FRONT_ENDS.blind, [1, 1.01])({ seed: 80 })
    expect(verdict.scores?.map(({ name }) => name)).toEqual(['spectrum', 'modulation'])
    expect(low?.harmonics).toBe(8)
  })
})
