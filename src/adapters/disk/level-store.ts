import { ClassicLevel } from 'classic-level'
import { ConfigError } from '../../errors.ts'
import type { Log } from '../../pipeline/ports.ts'

/** An open store and what was in it, in the order of the keys. */
export interface OpenStore<Value> {
  readonly level: ClassicLevel<string, Value>
  readonly contents: readonly (readonly [key: string, value: Value])[]
}

/**
 * Open a LevelDB store and read all of it. One that is damaged is mended: what can be read of it stays.
 *
 * @param folder - Made when it is missing. One process at a time may have it open.
 * @throws {@link ConfigError} when another process has it, or the folder cannot be used.
 */
export async function openStore<Value>(folder: string, log: Log): Promise<OpenStore<Value>> {
  try {
    return await readStore<Value>(folder)
  } catch (error) {
    if (codeOf(error) === 'LEVEL_LOCKED') throw new ConfigError(`${folder} is in use by another process`)
    log.error('the store cannot be read; mending it', { folder, error })
  }
  try {
    await ClassicLevel.repair(folder)
    return await readStore<Value>(folder)
  } catch (cause) {
    throw new ConfigError(
      `${folder} cannot be used: it must be a folder that can be written, on a disk that is not full, and not be ` +
        `damaged (${reasonOf(cause)})`,
      { cause },
    )
  }
}

async function readStore<Value>(folder: string): Promise<OpenStore<Value>> {
  const level = new ClassicLevel<string, Value>(folder, { valueEncoding: 'json' })
  try {
    await level.open()
    return { level, contents: await level.iterator().all() }
  } catch (error) {
    await level.close()
    throw error
  }
}

/** The store says that it did not open, and in the cause why. */
function codeOf(error: unknown): unknown {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause ? cause.code : undefined
}

/** What the file system said lies at the bottom. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : reasonOf(error.cause)
}
