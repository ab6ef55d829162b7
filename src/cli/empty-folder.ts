import { readdir } from 'node:fs/promises'
import { ParameterError } from '../errors.ts'

/**
 * What is there may be someone's recordings: it is neither replaced nor mixed with ours.
 *
 * @throws {@link ParameterError} when the folder of `--out` is not empty, or is none.
 */
export async function refuseFullFolder(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new ParameterError(`--out ${folder} cannot be used as a folder: ${error.message}`, { cause: error })
  })
  if (names.length > 0) throw new ParameterError(`${folder} is not empty; give --out a new folder`)
}
