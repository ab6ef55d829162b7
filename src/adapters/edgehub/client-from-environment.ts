import type { ModuleClient } from 'azure-iot-device'
import iot from 'azure-iot-device'
import { type Environment, SDK_NAMES } from './environment.ts'

/**
 * `ModuleClient.fromEnvironment` for an environment that is given. The SDK knows only the process's own
 * and reads it before it returns its promise: so that is set, and put back, within one turn.
 */
export function clientFromEnvironment(env: Environment, transport: object): Promise<ModuleClient> {
  const before = SDK_NAMES.map((name) => [name, process.env[name]] as const)
  try {
    for (const name of SDK_NAMES) assign(name, env[name])
    return iot.ModuleClient.fromEnvironment(transport)
  } finally {
    for (const [name, value] of before) assign(name, value)
  }
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}
