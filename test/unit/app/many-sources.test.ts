import { expect, it } from 'vitest'
import { roomForMany } from '../../../src/app/many-sources.ts'
import { openSourceStream } from '../../../src/pipeline/local-stream.ts'
import { remembering } from '../../remembering.ts'

it('lets the heap grow further from the fiftieth source on, once', () => {
  const flags: string[] = []
  const open = roomForMany(remembering(openSourceStream), (flag) => flags.push(flag))
  for (let i = 1; i < 50; i += 1) open(`fan-${i}`)
  expect(flags).toEqual([])
  for (let i = 50; i < 200; i += 1) open(`fan-${i}`)
  expect(flags).toEqual(['--heap-growing-percent=200'])
})
