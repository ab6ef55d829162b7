import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { buildHttpServer } from '../../../src/adapters/http/server.ts'
import { serve } from './serve.ts'

const docs = readFileSync(new URL('../../../docs/http.md', import.meta.url), 'utf8')
const pageDirectory = fileURLToPath(new URL('../../../src/page', import.meta.url))

/** Fastify prints its routes as a tree: each line adds to the address of the one that it hangs on. */
function routesIn(tree: string): string[] {
  const addresses: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', part, methods = ''] = /^([│ ]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/.exec(line) ?? []
    if (part === undefined) return []
    const depth = indent.length / 4
    addresses.splice(depth, Infinity, part)
    const ours = methods.split(', ').filter((method) => method !== '' && method !== 'HEAD')
    return ours.map((method) => `${method} ${addresses.join('')}`)
  })
}

it('docs/http.md lists every route, and no other', async () => {
  await using server = await serve({ pageDirectory }, { faults: ['ok'], fault: 'ok', setFault: () => undefined })
  const app = await buildHttpServer(server.options, server.ports)
  await app.ready()
  // The tree shows a wildcard without what stands before it; that one address is asked for by name.
  const served = routesIn(app.printRoutes({ commonPrefix: false })).map((route) =>
    route === 'GET /*' && app.hasRoute({ method: 'GET', url: '/page/*' }) ? 'GET /page/*' : route,
  )
  await app.close()
  const documented = [...docs.matchAll(/^\| `((?:GET|POST) \/\S*)` \|/gm)].map(([, route]) => route)
  expect(documented.length).toBeGreaterThan(10)
  expect(served.sort()).toEqual(documented.sort())
})
