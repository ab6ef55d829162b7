import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptSound } from '../../pipeline/learning/further-session.ts'

/** In the bundle's folder, so that both are replaced in one step; not a part of the bundle, which is read whole. */
export const KEPT_SOUND = 'sessions.bin'

/** @param directory - Folder of the bundles that were learnt from live sources. */
export function keptSoundIn(directory: string): KeptSound {
  return {
    read: (model) =>
      readFile(join(directory, model, KEPT_SOUND)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
        throw error
      }),
  }
}
