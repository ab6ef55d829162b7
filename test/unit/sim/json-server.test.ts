import { createServer } from 'node:http'
import { expect, it } from 'vitest'
import { TransportError } from '../../../src/errors.ts'
import { listen } from '../../../src/sim/json-server.ts'

it('a port that somebody has is named, with what to do', async () => {
  const first = createServer()
  const port = await listen(first, 0)
  const taken = listen(createServer(), port)
  await expect(taken).rejects.toThrow(TransportError)
  await expect(taken).rejects.toThrow(`127.0.0.1:${port}`)
  first.close()
})
