import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { servedRoutes } from './routes-of.ts'
import { serve } from './serve.ts'

const docs = readFileSync(new URL('../../../docs/http.md', import.meta.url), 'utf8')
const pageDirectory = fileURLToPath(new URL('../../../src/page', import.meta.url))

it('docs/http.md lists every route, and no other', async () => {
  await using server = await serve({ pageDirectory }, { faults: ['ok'], fault: 'ok', setFault: () => undefined })
  const documented = [...docs.matchAll(/^\| `((?:GET|POST|DELETE) \/\S*)` \|/gm)].map(([, route]) => route)
  expect(documented.length).toBeGreaterThan(10)
  expect((await servedRoutes(server)).sort()).toEqual(documented.sort())
})
