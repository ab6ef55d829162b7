import { describe, expect, it } from 'vitest'
import { earshot } from './earshot.ts'

describe('the exit code', () => {
  it.each([
    ['nonsense'],
    ['--nonsense'],
    ['score'],
    ['train', 'recordings'],
    ['runs', 'nonsense'],
    ['runs', 'show'],
    ['simulate', 'nonsense'],
    ['simulate', '--mqtt-port', 'x'],
    ['train', 'recordings', '--out', 'models/mine', '--epochs', 'many'],
  ])('is 2 for a call that is wrong, with the reason: %j', async (...args) => {
    const { exitCode, stdout, stderr } = await earshot(...args)
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^(error|earshot): /)
    expect(stderr).not.toMatch(/^ +at /m)
  })

  it.each([['--help'], ['simulate', 'env', '--help'], ['help', 'score']])(
    'is 0 where help was asked for: %j',
    async (...args) => {
      const { exitCode, stdout } = await earshot(...args)
      expect(exitCode).toBe(0)
      expect(stdout).toContain('Usage: earshot')
    },
  )

  it('is 1 for what fails', async () => {
    const call = await earshot('call', 'status', '--control', 'http://127.0.0.1:1')
    expect(call).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('over MQTT with --url') })
  })
})
