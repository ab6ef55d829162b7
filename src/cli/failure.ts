import { CommanderError } from 'commander'
import { ConfigError, EarshotError, ParameterError, RequestError } from '../errors.ts'

/** Exit codes: 0 done, 1 failed, 2 called wrongly (arguments or configuration). */
export function reportFailure(error: unknown): 0 | 1 | 2 {
  // Commander has said what is wrong by itself; it ends with 0 where help was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (!(error instanceof EarshotError)) {
    console.error(error)
    return 1
  }
  console.error(`earshot: ${error.message} [${error.code}]`)
  return error instanceof ConfigError || error instanceof ParameterError || error instanceof RequestError ? 2 : 1
}
