import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/**
 * Keep this process, and those that it starts from now on, away from the first core, so that what is measured can have
 * it for itself. Needs Linux and a second core.
 *
 * @returns The command that starts a process on the first core; `undefined` where that cannot be had.
 */
export function leaveFirstCore() {
  const cores = availableParallelism()
  if (cores < 2) return undefined
  const { status } = spawnSync('taskset', ['--pid', '--cpu-list', `1-${cores - 1}`, String(process.pid)])
  return status === 0 ? ['taskset', '--cpu-list', '0'] : undefined
}
