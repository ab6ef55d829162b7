import { describe, expect, it } from 'vitest'
import { planRecordings } from '../../../src/synth/recording-plan.ts'

const params = { machineSeeds: [1, 2], clips: 3, snrDb: ['clean', 0] as const, seed: 5 }

describe('planRecordings', () => {
  const plan = planRecordings(params)

  it('plans as many recordings as asked of every label and machine, each with a file and a seed of its own', () => {
    expect(plan).toHaveLength(24)
    expect(plan.filter(({ label, machineSeed }) => label === 'clogged' && machineSeed === 2)).toHaveLength(3)
    expect(new Set(plan.map(({ file }) => file)).size).toBe(24)
    expect(new Set(plan.map(({ seed }) => seed)).size).toBe(24)
  })

  it('is the same again, shares no recording with another seed, and grows without changing', () => {
    expect(planRecordings(params)).toEqual(plan)
    const seeds = new Set(plan.map(({ seed }) => seed))
    expect(planRecordings({ ...params, seed: 6 }).some(({ seed }) => seeds.has(seed))).toBe(false)
    expect(planRecordings({ ...params, clips: 9 })).toEqual(expect.arrayContaining(plan))
  })

  it('takes the noise levels in turn', () => {
    expect(plan.slice(0, 3).map(({ snrDb }) => snrDb)).toEqual(['clean', 0, 'clean'])
  })

  it('hears each machine on every day that is asked for, and names the day', () => {
    const days = planRecordings({ ...params, sessions: [1, 4] })
    expect(days).toHaveLength(48)
    expect(days.filter(({ session }) => session === 4)).toHaveLength(24)
    expect(days.every(({ file, session }) => file.includes(`_session${session}_`))).toBe(true)
    expect(new Set([...plan, ...days].map(({ file }) => file)).size).toBe(72)
    expect(new Set([...plan, ...days].map(({ seed }) => seed)).size).toBe(72)
    expect(planRecordings({ ...params, sessions: [4] })).toEqual(days.filter(({ session }) => session === 4))
  })
})
