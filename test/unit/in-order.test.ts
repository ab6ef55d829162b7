import { expect, it } from 'vitest'
import { InOrder } from '../../src/in-order.ts'

it('does one piece after the other, in order, whatever fails before', async () => {
  const order = new InOrder()
  const log: string[] = []
  let goOn = (): void => undefined
  const first = order.do(async () => {
    await new Promise<void>((resolve) => {
      goOn = resolve
    })
    log.push('first')
    throw new Error('failed')
  })
  const second = order.do(() => log.push('second'))
  await Promise.resolve()
  expect(log).toEqual([])
  goOn()
  await expect(first).rejects.toThrow('failed')
  await expect(second).resolves.toBe(2)
  await order.done()
  expect(log).toEqual(['first', 'second'])
})
