import type { IncomingHttpHeaders } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../../errors.ts'
import type { DemoAnswer } from '../api.ts'
import { HttpFailure } from '../failure.ts'
import type { HttpPorts } from '../ports.ts'

const FaultRequest = z.strictObject({ fault: z.string() })

/** The switch of the simulated machine, in the demo; elsewhere only the answer that there is none. */
export function addDemoRoutes(app: FastifyInstance, { demo }: HttpPorts): void {
  const answer = (): DemoAnswer => (demo ? { isDemo: true, fault: demo.fault, faults: demo.faults } : { isDemo: false })

  app.get('/api/demo', async () => answer())
  if (!demo) return

  app.post('/api/demo/fault', { bodyLimit: 1024 }, async (request) => {
    refuseOtherOrigins(request.headers)
    const { success, data } = FaultRequest.safeParse(request.body)
    if (!success || !demo.faults.includes(data.fault)) {
      throw new RequestError(`send {"fault":"NAME"}, NAME one of ${demo.faults.join(', ')}`)
    }
    demo.setFault(data.fault)
    return answer()
  })
}

/** A page from elsewhere that a browser on this network has open must not switch anything. */
function refuseOtherOrigins({ origin, host }: IncomingHttpHeaders): void {
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return
  throw new HttpFailure(403, 'EARSHOT_REQUEST_INVALID', 'this can only be switched from its own page')
}
