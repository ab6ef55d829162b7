import { mkdir } from 'node:fs/promises'
import type { Log } from '../../pipeline/ports.ts'

export interface FolderToKeepIn {
  /** Made when missing. */
  readonly folder: string
  /** What cannot be kept when the folder cannot be used, for the log. */
  readonly what: string
  /** Read what is there. */
  readonly takeStock: () => Promise<void>
  readonly log: Log
}

/** Make ready a folder in which something is kept. @returns Whether it can be used; why not is in the log. */
export async function isUsableFolder({ folder, what, takeStock, log }: FolderToKeepIn): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true })
    await takeStock()
    return true
  } catch (error) {
    log.error(`${what} cannot be kept: the folder cannot be used`, { folder, error })
    return false
  }
}
