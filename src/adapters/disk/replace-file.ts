import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { makeDurable } from './durable-files.ts'

/** What a file is called while it is being written; left behind only by a process that was killed. */
export const UNFINISHED = '.unfinished'

/** Write a file so that at any moment, over a power cut too, it holds the former or the new content. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const fresh = `${path}${UNFINISHED}`
  try {
    {
      await using file = await open(fresh, 'w')
      await file.writeFile(content)
      await file.sync()
    }
    await rename(fresh, path)
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
  await makeDurable(dirname(path))
}
