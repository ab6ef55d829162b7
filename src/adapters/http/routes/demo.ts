import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { RequestError } from '../../../errors.ts'
import type { DemoAnswer } from '../api.ts'
import type { DemoControl, HttpPorts } from '../ports.ts'

const FaultRequest = z.strictObject({ fault: z.string() })

/** The state of the simulated machine, in the demo; elsewhere only the answer that there is none. */
export function addDemoState(app: FastifyInstance, { demo }: Pick<HttpPorts, 'demo'>): void {
  app.get('/api/demo', async () => answerOf(demo))
}

/** The switch of the simulated machine, in the demo. */
export function addDemoSwitch(app: FastifyInstance, { demo }: Pick<HttpPorts, 'demo'>): void {
  if (!demo) return
  app.post('/api/demo/fault', { bodyLimit: 1024 }, async (request) => {
    const { success, data } = FaultRequest.safeParse(request.body)
    if (!success || !demo.faults.includes(data.fault)) {
      throw new RequestError(`send {"fault":"NAME"}, NAME one of ${demo.faults.join(', ')}`)
    }
    demo.setFault(data.fault)
    return answerOf(demo)
  })
}

function answerOf(demo: DemoControl | undefined): DemoAnswer {
  return demo ? { isDemo: true, fault: demo.fault, faults: demo.faults } : { isDemo: false }
}
