import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readBundle } from '../../../src/adapters/disk/bundle-folder.ts'
import { findEngineFiles } from '../../../src/adapters/disk/engine-files.ts'
import { loadEngine } from '../../../src/model/engine.ts'
import { createScorer, type Scorer } from '../../../src/model/scorer.ts'
import { FAULT_NAMES } from '../../../src/synth/fault.ts'
import { LiveFan } from '../../../src/synth/live-fan.ts'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { planRecordings } from '../../../src/synth/recording-plan.ts'
import { SHIPPED_FAN_SEED } from '../../../src/synth/shipped-fan.ts'

/** Recordings that no training has heard: the bundle's data set has the seed 1. */
const FRESH_SEED = 77

let scorer: Scorer
beforeAll(async () => {
  const contents = await readBundle(resolve(import.meta.dirname, '../../../models/fan'))
  scorer = await createScorer(contents, await loadEngine({ ...findEngineFiles(), preferred: 'wasm' }))
})
afterAll(() => scorer.dispose())

describe('the shipped fan model', () => {
  it('has a label for everything the synthesiser can do to a fan, only ok being normal', () => {
    expect(scorer.manifest.labels.map(({ name, normal }) => [name, normal])).toEqual(
      FAULT_NAMES.map((name) => [name, name === 'ok']),
    )
    expect(scorer.manifest.description).toContain('one synthetic fan')
  })

  it('tells fresh recordings of its fan apart', { timeout: 60_000 }, async () => {
    const machine = drawMachine(SHIPPED_FAN_SEED)
    const plan = planRecordings({ machineSeeds: [SHIPPED_FAN_SEED], clips: 6, snrDb: ['clean'], seed: FRESH_SEED })
    const { sampleRateHz } = scorer.manifest.audio
    let right = 0
    for (const { label, seed, snrDb } of plan) {
      const y = drawRecording(machine, { fault: label, snrDb, seed, seconds: 10, sampleRateHz })
      right += (await scorer.scoreSamples(y)).label === label ? 1 : 0
    }
    expect(right / plan.length).toBeGreaterThanOrEqual(0.9)
  })

  it.each(FAULT_NAMES)('hears the live fan as %s when it is', { timeout: 60_000 }, async (fault) => {
    const { sampleRateHz } = scorer.manifest.audio
    const fan = new LiveFan({ machineSeed: SHIPPED_FAN_SEED, seed: 1, sampleRateHz, snrDb: 20 })
    fan.fault = fault
    fan.read(2 * sampleRateHz)
    const window = fan.read(10 * sampleRateHz)
    const labels: string[] = []
    for (let i = 0; i < 20; i += 1) {
      labels.push((await scorer.scoreSamples(window)).label)
      window.copyWithin(0, sampleRateHz)
      window.set(fan.read(sampleRateHz), 9 * sampleRateHz)
    }
    expect(labels.filter((label) => label === fault).length / labels.length).toBeGreaterThanOrEqual(0.9)
  })
})
