import { ConfigError } from '../../errors.ts'
import { type Condition, parseCondition } from './condition.ts'
import type { HubMessage } from './message.ts'

/** As in a deployment manifest: priority 0 is the most urgent, 9 the least; without one a route comes last. */
export interface RouteDefinition {
  readonly route: string
  readonly priority?: number | undefined
  readonly timeToLiveSecs?: number | undefined
}

/** Where a message goes: the cloud, or an input of another module. */
type Sink = '$upstream' | { readonly moduleId: string; readonly input: string }

/** Where a message goes, how urgently, and for how long it is worth it. */
export type Destination = { readonly sink: Sink } & Omit<RouteDefinition, 'route'>

export interface Route extends RouteDefinition {
  readonly sink: Sink
  readonly fromModule: string
  readonly fromOutput: string
  readonly condition: Condition
}

const FORM =
  /^\s*FROM\s+(\S+)(?:\s+WHERE\s+(.+))?\s+INTO\s+(?:\$upstream|BrokeredEndpoint\(\s*["']\/modules\/([^/"']+)\/inputs\/([^/"']+)["']\s*\))\s*$/is
const SOURCE =
  /^\/(?:messages\/modules\/([^/]+)\/(?:outputs\/([^/]+)|\*)|messages\/modules\/([^/]+)|messages\/\*|messages|\*)$/

/** Read one route of a deployment manifest (edgeHub schema 1.1). @throws {@link ConfigError} naming it. */
export function parseRoute(name: string, definition: string | RouteDefinition): Route {
  const given = typeof definition === 'string' ? { route: definition } : definition
  const [, source = '', where, moduleId, input] = FORM.exec(given.route) ?? []
  const from = SOURCE.exec(source)
  if (from === null) {
    throw new ConfigError(
      `route ${name}: write FROM /messages/modules/M/outputs/O [WHERE …] INTO $upstream or INTO BrokeredEndpoint("/modules/M/inputs/I")`,
    )
  }
  return {
    ...given,
    sink: moduleId !== undefined && input !== undefined ? { moduleId, input } : '$upstream',
    fromModule: from[1] ?? from[3] ?? '*',
    fromOutput: from[2] ?? '*',
    condition: where === undefined ? () => true : parseCondition(where),
  }
}

export function matchesRoute({ fromModule, fromOutput, condition }: Route, message: HubMessage): boolean {
  const isFrom =
    (fromModule === '*' || fromModule === message.moduleId) && (fromOutput === '*' || fromOutput === message.output)
  return isFrom && condition(message.properties) === true
}
