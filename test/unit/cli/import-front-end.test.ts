import { describe, expect, it } from 'vitest'
import { chooseFrontEnd } from '../../../src/cli/import-front-end.ts'

describe('the front end of an imported network', () => {
  it.each([
    [[40, 433, 1], 'fan', 'coefficients,frames,1', 22_050],
    [[40, 433], 'fan', 'coefficients,frames', 22_050],
    [[433, 40], 'fan', 'frames,coefficients', 22_050],
    [[49, 40], 'keywords', 'coefficients,frames', 16_000],
    [[40, 49], 'keywords', 'frames,coefficients', 16_000],
    [[49, 40, 1], 'keywords', 'coefficients,frames,1', 16_000],
    [[null, 40], 'fan', 'frames,coefficients', 22_050],
  ] as const)('for input %j is that of %s, laid out as %s', (shape, preset, layout, sampleRateHz) => {
    const { spec, assumed } = chooseFrontEnd({}, shape)
    expect(spec.features.layout).toBe(layout)
    expect(spec.audio.sampleRateHz).toBe(sampleRateHz)
    expect(assumed).toContain(`--preset ${preset}`)
  })

  it('is as told, whatever the shape', () => {
    const { spec, assumed } = chooseFrontEnd(
      { preset: 'keywords', resampler: 'none', padMode: 'reflect' },
      [40, 433, 1],
    )
    expect(spec.audio).toMatchObject({ sampleRateHz: 16_000, resampler: 'none' })
    expect(spec.features.padMode).toBe('reflect')
    expect(assumed).toEqual([])
  })

  it('names each part that was assumed', () => {
    expect(chooseFrontEnd({ preset: 'fan', padMode: 'constant' }, [40, 433, 1]).assumed).toEqual([
      '--resampler kaiser_fast@0.2',
    ])
  })
})
