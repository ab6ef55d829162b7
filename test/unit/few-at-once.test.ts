import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OverloadedError } from '../../src/errors.ts'
import { FewAtOnce } from '../../src/few-at-once.ts'

it('never runs or holds back more than it may, refuses the rest at once, and loses none', async () => {
  const shape = {
    atOnce: fc.integer({ min: 1, max: 4 }),
    waiting: fc.integer({ min: 0, max: 5 }),
    asked: fc.integer({ min: 0, max: 20 }),
  }
  await fc.assert(
    fc.asyncProperty(fc.record(shape), async ({ atOnce, waiting, asked }) => {
      const few = new FewAtOnce(atOnce, waiting, 'too many')
      const finish: (() => void)[] = []
      let running = 0
      let most = 0
      const work = async (): Promise<void> => {
        running += 1
        most = Math.max(most, running)
        await new Promise<void>((resolve) => finish.push(resolve))
        running -= 1
      }
      const results = Promise.allSettled(Array.from({ length: asked }, () => few.run(work)))
      const accepted = Math.min(asked, atOnce + waiting)
      for (let n = 0; n < accepted; n++) {
        while (finish.length === 0) await Promise.resolve()
        finish.shift()?.()
      }
      const settled = await results
      expect(most).toBe(Math.min(asked, atOnce))
      expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(accepted)
      for (const result of settled.slice(accepted)) {
        expect(result).toMatchObject({ reason: expect.any(OverloadedError) })
      }
    }),
  )
})

it('gives the place of work that failed to the next', async () => {
  const few = new FewAtOnce(1, 1, 'too many')
  await expect(few.run(() => Promise.reject(new Error('bad')))).rejects.toThrow('bad')
  await expect(few.run(async () => 7)).resolves.toBe(7)
})
