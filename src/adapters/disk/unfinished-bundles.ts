import { access, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDurable } from './durable-files.ts'

/** A bundle beside its place: the new one, or the old one that stepped aside for it. See `writeBundle`. */
const BESIDE = /^\.(?<name>.+)\.[0-9a-f-]{36}\.new(?<old>\.old)?$/

/**
 * Finish what a process that was killed had begun: a bundle that is whole and whose former one had stepped aside
 * takes its place; what else lies beside is taken away.
 *
 * @param directory - Folder of bundles, which need not be there. Nobody may be writing to it.
 */
export async function finishBundles(directory: string): Promise<void> {
  const found = (await readdir(directory).catch(() => [])).flatMap((folder) => {
    const { name, old } = BESIDE.exec(folder)?.groups ?? {}
    return name === undefined ? [] : [{ folder, name, isOld: old !== undefined }]
  })
  // An old one steps aside only after the new one is whole and flushed.
  for (const { folder, name } of found.filter(({ isOld }) => isOld)) {
    if (await isThere(join(directory, name))) continue
    const fresh = folder.slice(0, -'.old'.length)
    const whole = (await isThere(join(directory, fresh))) ? fresh : folder
    await rename(join(directory, whole), join(directory, name))
  }
  for (const { folder } of found) await rm(join(directory, folder), { recursive: true, force: true })
  if (found.length > 0) await makeDurable(directory)
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
