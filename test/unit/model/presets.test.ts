import { describe, expect, it } from 'vitest'
import { AudioSpec, MfccSpec, WindowSpec } from '../../../src/model/bundle.ts'
import { createFrontEnd } from '../../../src/model/front-end.ts'
import { PRESET_NAMES, presets } from '../../../src/model/presets.ts'
import { noise } from '../../signals.ts'

const choice = { resampler: 'kaiser_fast@0.2', padMode: 'reflect' } as const

describe('presets', () => {
  it.each(PRESET_NAMES)('%s is a valid part of a bundle and carries what was chosen', (name) => {
    const { audio, window, features } = presets[name](choice)
    expect(AudioSpec.parse(audio)).toMatchObject({ resampler: 'kaiser_fast@0.2' })
    expect(WindowSpec.parse(window)).toEqual(window)
    expect(MfccSpec.parse(features)).toMatchObject({ padMode: 'reflect' })
  })

  it.each([
    { name: 'fan' as const, shape: [40, 433, 1] },
    { name: 'keywords' as const, shape: [49, 40] },
  ])('$name turns its window into network input of shape $shape', ({ name, shape }) => {
    const { audio, window, features } = presets[name](choice)
    const frontEnd = createFrontEnd(audio, features)
    expect(frontEnd.inputShape).toEqual(shape)
    const input = frontEnd.fromSamples(noise(window.lengthSeconds * audio.sampleRateHz, 1))
    expect(input).toHaveLength(shape.reduce((product, size) => product * size, 1))
  })

  it('fan ends in the two zero columns of the original service', () => {
    const { audio, features } = presets.fan(choice)
    const input = createFrontEnd(audio, features).fromSamples(noise(220_500, 1))
    expect([...input.subarray(431, 433)]).toEqual([0, 0])
    expect(input[430]).not.toBe(0)
  })

  it('keywords takes the shortest of words', () => {
    const { audio, features } = presets.keywords(choice)
    const input = createFrontEnd(audio, features).fromSamples(noise(1_600, 1))
    expect(input[3]).not.toBe(0)
    expect(input[4]).toBe(0)
  })
})
