import { HubResults } from '../../../src/adapters/edgehub/hub-results.ts'
import { createEdgeHubLink } from '../../../src/adapters/edgehub/link.ts'
import { storm, toldToBegin } from './storm.ts'

/** A storm through edgeHub, which it finds in its environment. */
const nothing = (): void => undefined
const link = createEdgeHubLink({
  env: process.env,
  log: { error: nothing, warn: nothing, info: nothing, debug: nothing },
  methods: new Map(),
  limits: { reconnectMinMs: 5, reconnectMaxMs: 50 },
  onInput: nothing,
  onDesired: nothing,
})
const results = new HubResults(link, { count: nothing, set: nothing, observe: nothing, forget: nothing })
await storm(await toldToBegin(), { link, results })
