import { describe, expect, it } from 'vitest'
import { drawMachine } from '../../../src/synth/machine.ts'
import { drawRecording } from '../../../src/synth/recording.ts'
import { inSession } from '../../../src/synth/session.ts'
import { largestDifference } from '../../signals.ts'

const machine = drawMachine(7)
const record = (session: number) =>
  drawRecording(inSession(machine, session), { fault: 'ok', snrDb: 20, seed: 1, seconds: 1, sampleRateHz: 16_000 })

describe('inSession', () => {
  it('is the same machine elsewhere, at another duty point', () => {
    const { shaftHz, blades, speedRatio, place, microphone } = inSession(machine, 1)
    expect([shaftHz, blades]).toEqual([machine.shaftHz, machine.blades])
    expect(Math.abs(speedRatio - 1)).toBeLessThanOrEqual(0.06)
    expect(speedRatio).not.toBe(1)
    expect(place.seed).not.toBe(machine.place.seed)
    expect(microphone.peaks.slice(0, 5)).toEqual(machine.microphone.peaks)
    expect(microphone.peaks).toHaveLength(10)
  })

  it('sounds the same again for the same number, and otherwise for another', () => {
    expect(record(1)).toEqual(record(1))
    expect(largestDifference(record(1), record(2))).toBeGreaterThan(0.01)
  })
})
