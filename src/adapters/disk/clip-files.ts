import { constants } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { INT16_WAV_HEAD_BYTES, int16WavHead } from '../../audio/wav-writer.ts'
import type { ClipHead } from '../../pipeline/evidence/clip-store.ts'
import { makeDurable } from './durable-files.ts'
import { replaceFile } from './replace-file.ts'

const Head = z.object({
  id: z.string(),
  source: z.string(),
  alarmId: z.string(),
  label: z.string(),
  startMs: z.number(),
  raisedMs: z.number(),
  window: z.object({ startMs: z.number(), endMs: z.number() }),
  sampleRateHz: z.number().int().positive(),
})

/** Ids of clips are names of files: nothing else may be asked for. */
export const CLIP_ID = /^\d{1,16}-[A-Za-z0-9_.-]{1,64}$/

/** The files of one clip: `ID.json` says what it is, `ID.part` is being recorded, `ID.wav` is whole. */
export class ClipFiles {
  readonly #folder: string
  readonly #id: string

  constructor(folder: string, id: string) {
    this.#folder = folder
    this.#id = id
  }

  get head(): string {
    return join(this.#folder, `${this.#id}.json`)
  }

  get part(): string {
    return join(this.#folder, `${this.#id}.part`)
  }

  get whole(): string {
    return join(this.#folder, `${this.#id}.wav`)
  }

  /** Its description comes first: without it nothing else of the clip is of use. */
  async create(head: ClipHead): Promise<FileHandle> {
    await replaceFile(this.head, `${JSON.stringify(head)}\n`)
    const file = await open(this.part, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR)
    try {
      await file.write(int16WavHead(head.sampleRateHz, 0))
      return file
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Make what was recorded a whole WAV file: whoever sees the name sees all of it. */
  async seal(file: FileHandle, sampleRateHz: number): Promise<number> {
    const { size } = await file.stat()
    const frameCount = Math.max(0, Math.floor((size - INT16_WAV_HEAD_BYTES) / 2))
    const bytes = INT16_WAV_HEAD_BYTES + 2 * frameCount
    await file.truncate(bytes)
    await file.write(int16WavHead(sampleRateHz, frameCount), 0, INT16_WAV_HEAD_BYTES, 0)
    await file.sync()
    await rename(this.part, this.whole)
    await makeDurable(this.#folder)
    return bytes
  }

  /** @throws when it is damaged or missing. */
  async readHead(): Promise<ClipHead> {
    const head = Head.parse(JSON.parse(await readFile(this.head, 'utf8')))
    if (head.id !== this.#id) throw new Error(`it says that it is ${head.id}`)
    return head
  }

  /** The sound first: what is left when this is cut short is swept away at the next start. */
  async remove(): Promise<void> {
    for (const path of [this.part, this.whole, this.head]) await rm(path, { force: true })
  }
}
