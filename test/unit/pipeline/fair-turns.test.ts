import { expect, it } from 'vitest'
import { allIdle, FairTurns } from '../../../src/pipeline/fair-turns.ts'

const tick = () => new Promise((resolve) => setImmediate(resolve))

it('gives everybody a turn before anybody has a second one', async () => {
  const left = new Map([
    ['a', 3],
    ['b', 1],
    ['c', 2],
  ])
  const order: string[] = []
  const turns = new FairTurns<string>(async (key) => {
    await tick()
    order.push(key)
    left.set(key, (left.get(key) ?? 0) - 1)
    return (left.get(key) ?? 0) > 0
  })
  for (const key of left.keys()) turns.request(key)
  await turns.idle()
  expect(order).toEqual(['a', 'b', 'c', 'a', 'c', 'a'])
})

it('lets no more work at once than allowed, and nobody twice', async () => {
  const atWork: string[] = []
  let most = 0
  const turns = new FairTurns<string>(async (key) => {
    expect(atWork).not.toContain(key)
    atWork.push(key)
    most = Math.max(most, atWork.length)
    await tick()
    atWork.splice(atWork.indexOf(key), 1)
    return false
  }, 2)
  for (const key of ['a', 'b', 'c', 'a', 'b']) turns.request(key)
  await tick()
  turns.request('a')
  await turns.idle()
  expect(most).toBe(2)
})

it('remembers a request that came during the turn', async () => {
  let count = 0
  const turns = new FairTurns<string>(async (key) => {
    count += 1
    if (count === 1) turns.request(key)
    await tick()
    return false
  })
  turns.request('a')
  await turns.idle()
  expect(count).toBe(2)
})

it('begins no turn after it was closed', async () => {
  let count = 0
  const turns = new FairTurns<string>(async () => {
    count += 1
    await tick()
    return true
  })
  turns.request('a')
  turns.request('b')
  turns.close()
  turns.request('c')
  await turns.idle()
  expect(count).toBe(1)
})

it('is idle with another only when neither makes work for the other any more', async () => {
  let left = 5
  const second: FairTurns<string> = new FairTurns<string>(async () => {
    await tick()
    left -= 1
    if (left > 0) first.request('a')
    return false
  })
  const first: FairTurns<string> = new FairTurns<string>(async () => {
    await tick()
    second.request('a')
    return false
  })
  first.request('a')
  await allIdle(second, first)
  expect(left).toBe(0)
})
