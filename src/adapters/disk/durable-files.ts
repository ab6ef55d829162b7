import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'

/** Write a new folder of files so that it survives a power cut once this returns. */
export async function writeDurably(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, bytes] of files) {
    await using file = await open(join(folder, name), 'wx')
    await file.writeFile(bytes)
    await file.sync()
  }
  await makeDurable(folder)
}

/** Flush a folder's list of names. Windows cannot, and does not need it. */
export async function makeDurable(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  await using handle = await open(folder, 'r')
  await handle.sync()
}
