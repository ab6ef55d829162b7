import { expect, it } from 'vitest'
import { roomForMany } from '../../../src/app/many-sources.ts'
import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { remembering } from '../../remembering.ts'

it('lets the heap grow further while there are fifty sources or more', () => {
  const flags: string[] = []
  const open = roomForMany(remembering(openSourceStream), (flag) => flags.push(flag))
  // Those that went do not count.
  for (let i = 1; i < 100; i += 1) open(`passing-${i}`).close()
  const streams = Array.from({ length: 49 }, (_, i) => open(`fan-${i}`))
  expect(flags).toEqual([])
  streams.push(open('fan-49'), open('fan-50'))
  expect(flags).toEqual(['--heap-growing-percent=200'])
  streams.pop()?.close()
  expect(flags).toHaveLength(1)
  streams.pop()?.close()
  expect(flags).toEqual(['--heap-growing-percent=200', '--heap-growing-percent=0'])
})
