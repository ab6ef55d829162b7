import { describe, expect, it } from 'vitest'
import {
  keptOptions,
  refuseOptionsOfNetworks,
  resumedOptions,
  type TrainOptions,
} from '../../../src/cli/train-options.ts'
import { ParameterError } from '../../../src/errors.ts'

const options: TrainOptions = {
  out: 'models/mine',
  runs: 'runs',
  experiment: 'earshot',
  kind: 'cnn',
  epochs: 60,
  patience: 20,
  batchSize: 16,
  learningRate: 0.002,
  validation: 0.2,
  refit: 'few',
  seed: 1,
  resampler: 'kaiser_fast',
  padMode: 'constant',
  augment: 0,
  augmentSnr: [0, 30],
  augmentGain: 6,
  augmentShift: 0.5,
  augmentMask: 0,
  relativeTo: 0,
  version: '1.0.0',
}
const asked = { ...options, epochs: 7, labels: ['a', 'b'], augmentSnr: [3, 9] as const }
const run = {
  id: 'one',
  name: 'fan',
  startedAt: '2030-01-02T03:04:05.678Z',
  state: 'running',
  parameters: {},
  options: keptOptions(asked),
}

describe('resumedOptions', () => {
  it('are those that the run was asked for, and where its bundle shall go now', () => {
    const resume = { ...options, out: 'elsewhere', resume: 'one' }
    expect(resumedOptions(resume, run, ['out', 'resume'])).toEqual({
      ...asked,
      out: 'elsewhere',
      resume: 'one',
      name: 'fan',
    })
  })

  it('cannot be other ones: those that are given are named', () => {
    const resume = () => resumedOptions(options, run, ['out', 'learningRate', 'augmentSnr'])
    expect(resume).toThrow(ParameterError)
    expect(resume).toThrow('leave out --learning-rate, --augment-snr')
  })

  it('are not known of a run of an older version', () => {
    expect(() => resumedOptions(options, { ...run, options: undefined }, [])).toThrow('train anew')
  })
})

describe('options that lda is given', () => {
  const foreign = ['preset', 'background', 'epochs', 'learningRate', 'patience', 'batchSize', 'validation', 'refit']

  it.each([...foreign, 'resampler', 'padMode'])('are refused where only networks have them: %s', (option) => {
    const flag = `--${option.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`)}`
    const text = new RegExp(`^for networks only: ${flag} \\(lda `)
    expect(() => refuseOptionsOfNetworks(['seed', option])).toThrow(text)
  })

  it('are taken where they mean something', () => {
    expect(() => refuseOptionsOfNetworks(['kind', 'holdOut', 'seed', 'augment', 'relativeTo', 'name'])).not.toThrow()
  })
})
