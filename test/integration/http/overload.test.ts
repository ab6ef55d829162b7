import { expect, it } from 'vitest'
import { buildHttpServer } from '../../../src/adapters/http/server.ts'
import { serve } from './serve.ts'

it('refuses what may not wait, gives up on what takes too long, and then goes on', async () => {
  await using server = await serve()
  const release: (() => void)[] = []
  const models = { ...server.ports.models, use: () => new Promise<never>((_, reject) => release.push(() => reject())) }
  const limits = { maxScoresAtOnce: 1, maxScoresWaiting: 1, maxScoreMs: 300 }
  const app = await buildHttpServer({ ...server.options, ...limits }, { ...server.ports, models })
  const score = () =>
    app.inject({ method: 'POST', url: '/api/score', headers: { 'content-type': 'audio/wav' }, payload: 'RIFF' })

  const [first, second, third] = await Promise.all([score(), score(), score()])
  for (const response of [first, second, third]) {
    expect(response.statusCode).toBe(503)
    expect(response.headers['retry-after']).toBe('1')
    expect(response.json()).toMatchObject({ error: { code: 'EARSHOT_OVERLOADED' } })
  }
  expect([first, second, third].filter(({ body }) => body.includes('waiting'))).toHaveLength(1)
  expect([first, second, third].filter(({ body }) => body.includes('took longer'))).toHaveLength(2)
  expect(release).toHaveLength(1)
  release[0]?.()
  await expect.poll(() => release.length).toBe(2)
  await app.close()
})
