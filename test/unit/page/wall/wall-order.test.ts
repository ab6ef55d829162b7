import { describe, expect, it } from 'vitest'
import { isFound, orderOfWall, passes } from '../../../../src/page/wall/wall-order.ts'
import type { SourceStatus } from '../../../../src/pipeline/source-status.ts'
import { alarmEvent, sourceStatus } from '../../../integration/http/scene.ts'

const raised = (source: string) => sourceStatus(source, alarmEvent(source, 'raised'))
const silent = (source: string): SourceStatus => ({ ...sourceStatus(source), state: 'silent' })
const silenced = (source: string): SourceStatus => ({
  ...sourceStatus(source),
  silence: { untilMs: 1, reason: 'work' },
})

describe('the wall', () => {
  it('shows alarms first, then silent sources, then all others, each by name and number', () => {
    const wall = orderOfWall([sourceStatus('fan-10'), sourceStatus('fan-9'), silent('a'), raised('z'), raised('y')])
    expect(wall.map(({ source }) => source)).toEqual(['y', 'z', 'a', 'fan-9', 'fan-10'])
  })

  it.each([
    ['alarm', ['alarming']],
    ['silent', ['mute']],
    ['silenced', ['quiet']],
    ['all', ['alarming', 'mute', 'quiet']],
  ] as const)('filters by %s', (filter, names) => {
    const all = [raised('alarming'), silent('mute'), silenced('quiet')]
    expect(all.filter((status) => passes(status, filter)).map(({ source }) => source)).toEqual(names)
  })

  it('finds a source by words of its name and of its alarm, in any order and case', () => {
    expect(isFound(raised('press-1'), 'FAULT press')).toBe(true)
    expect(isFound(raised('press-1'), 'press-2')).toBe(false)
    expect(isFound(sourceStatus('press-1'), '')).toBe(true)
  })
})
