import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { InOrder } from '../../in-order.ts'
import type { ManifestDraft } from '../../model/bundle-contents.ts'
import type { KeptSound } from '../../pipeline/learning/further-session.ts'
import type { Log } from '../../pipeline/ports.ts'
import { writeBundle } from './bundle-folder.ts'
import { beyondLimit } from './byte-limit.ts'
import { finishBundles } from './unfinished-bundles.ts'

/** In the bundle's folder, so that both are replaced in one step; not a part of the bundle, which is read whole. */
const KEPT_SOUND = 'sessions.bin'

export interface LearntFolderOptions {
  /** Need not be there yet. */
  readonly directory: string
  /**
   * Most that is kept of the sound of sessions, of all bundles together; then that of the bundle that was learnt
   * least lately goes, but never that of the last one. The bundles stay. @unit bytes
   */
  readonly maxBytes: number
  readonly log: Log
}

/** The bundles that were learnt from live sources, each with what is kept of the sound of its sessions. */
export class LearntFolder implements KeptSound {
  readonly #options: LearntFolderOptions
  readonly #writing = new InOrder()

  constructor(options: LearntFolderOptions) {
    this.#options = options
  }

  /** Put right what a former process had begun to write, and keep the present limit. Before anything is read. */
  async finish(): Promise<void> {
    const { directory, log } = this.#options
    await finishBundles(directory).catch((error: unknown) => {
      log.error('what was being written when the module ended cannot be put right', { directory, error })
    })
    await this.#keepLimit()
  }

  async read(model: string): Promise<Uint8Array | undefined> {
    return await readFile(this.#soundOf(model)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
      throw error
    })
  }

  /** @throws what {@link writeBundle} throws. */
  write(draft: ManifestDraft, files: ReadonlyMap<string, Uint8Array>, sound: Uint8Array): Promise<void> {
    return this.#writing.do(async () => {
      const { directory } = this.#options
      await writeBundle(join(directory, draft.name), draft, files, new Map([[KEPT_SOUND, sound]]))
      await this.#keepLimit()
    })
  }

  async #keepLimit(): Promise<void> {
    const { directory, maxBytes, log } = this.#options
    try {
      const names = await readdir(directory).catch(() => [])
      const found = (await Promise.all(names.map((model) => this.#lookAt(model)))).filter((kept) => kept !== undefined)
      const oldestFirst = found.sort((a, b) => a.learntMs - b.learntMs)
      const last = oldestFirst.at(-1)
      const { going } = beyondLimit(oldestFirst, {
        mostBytes: maxBytes,
        bytesOf: ({ bytes }) => bytes,
        mayGo: (kept) => kept !== last,
      })
      for (const { model } of going) {
        await rm(this.#soundOf(model), { force: true })
        log.warn('what was kept of learnt sessions gave way: the model judges on, but no session can be added', {
          model,
        })
      }
    } catch (error) {
      log.error('what is kept of learnt sessions cannot be kept within its limit', { directory, error })
    }
  }

  async #lookAt(model: string) {
    const stats = await stat(this.#soundOf(model)).catch(() => undefined)
    return stats && { model, bytes: stats.size, learntMs: stats.mtimeMs }
  }

  #soundOf(model: string): string {
    return join(this.#options.directory, model, KEPT_SOUND)
  }
}
