import { buildHttpServer } from '../../../src/adapters/http/server.ts'
import type { serve } from './serve.ts'

/** Every route of a server, as `GET /api/sources`. */
export async function servedRoutes({ options, ports }: Awaited<ReturnType<typeof serve>>): Promise<string[]> {
  const app = await buildHttpServer(options, ports)
  await app.ready()
  // The tree shows a wildcard without what stands before it; that one address is asked for by name.
  const served = routesIn(app.printRoutes({ commonPrefix: false })).map((route) =>
    route === 'GET /*' && app.hasRoute({ method: 'GET', url: '/page/*' }) ? 'GET /page/*' : route,
  )
  await app.close()
  return served
}

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
