import { open, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { INT16_WAV_HEAD_BYTES, int16WavHead } from '../../audio/wav-writer.ts'
import { NotFoundError } from '../../errors.ts'
import type { Service } from '../../lifecycle.ts'
import type { ClipAudio, ClipHead, ClipStore, EvidenceClip, OpenClip } from '../../pipeline/evidence/clip-store.ts'
import type { Log } from '../../pipeline/ports.ts'
import { beyondLimit } from './byte-limit.ts'
import { CLIP_ID, ClipFiles } from './clip-files.ts'
import { UNFINISHED } from './replace-file.ts'
import { isUsableFolder } from './usable-folder.ts'

export interface ClipFolderOptions {
  /** Made when missing. */
  readonly folder: string
  /** Most bytes of all clips together. */
  readonly maxBytes: number
  /** Clips that must stay: the last one of an alarm that stands. */
  readonly protectedIds: () => ReadonlySet<string>
  /** Told when a clip is whole on the disk. */
  readonly onComplete?: (clip: EvidenceClip) => void
  readonly onDrop?: (clip: EvidenceClip) => void
  readonly log: Log
}

interface Kept {
  readonly head: ClipHead
  readonly files: ClipFiles
  /** Of its WAV file, as far as it is on the disk. */
  bytes: number
  /** What it may take at most, while it is being recorded. */
  reservedBytes: number
  isComplete: boolean
  /** What is being done to its files, in order. */
  work: Promise<void>
}

/** A description of a clip takes a block of the disk. */
const HEAD_BYTES = 4_096

/**
 * Recordings of alarms in a folder, within a quota: a new one asks for the most that it may become, and the oldest
 * make room. A clip that was being recorded when the process was killed is made whole at the next start, as long
 * as it is.
 */
export class ClipFolder implements ClipStore, Service {
  readonly name = 'evidence'
  readonly #options: ClipFolderOptions
  /** Oldest first. */
  readonly #clips = new Map<string, Kept>()
  #isUsable = false

  constructor(options: ClipFolderOptions) {
    this.#options = options
  }

  /** A folder that cannot be used is said in the log; alarms are raised all the same. */
  async start(): Promise<void> {
    const { folder, log } = this.#options
    const takeStock = async () => this.#takeStock(await readdir(folder))
    this.#isUsable = await isUsableFolder({ folder, what: 'the sound of alarms', takeStock, log })
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#clips.values()].map(({ work }) => work))
  }

  list(): readonly EvidenceClip[] {
    return [...this.#clips.values()].map(describe).reverse()
  }

  known(id: string): EvidenceClip {
    return describe(this.#kept(id))
  }

  /** Path of a clip's WAV file; undefined while it is not whole, or gone. */
  pathOf(id: string): string | undefined {
    const kept = this.#clips.get(id)
    return kept?.isComplete ? kept.files.whole : undefined
  }

  begin(head: ClipHead, y: Int16Array, mostSamples: number): OpenClip | undefined {
    const reservedBytes = INT16_WAV_HEAD_BYTES + 2 * mostSamples + HEAD_BYTES
    if (!this.#isUsable || this.#clips.has(head.id) || !this.#makeRoom(reservedBytes)) return undefined
    const files = new ClipFiles(this.#options.folder, head.id)
    const kept: Kept = { head, files, bytes: INT16_WAV_HEAD_BYTES, reservedBytes, isComplete: false, work: done }
    this.#clips.set(head.id, kept)
    return this.#record(kept, y)
  }

  async audio(id: string): Promise<ClipAudio> {
    const { files, head, isComplete, bytes } = this.#kept(id)
    const frameCount = Math.floor((bytes - INT16_WAV_HEAD_BYTES) / 2)
    const wavHead = int16WavHead(head.sampleRateHz, frameCount)
    const file = await open(isComplete ? files.whole : files.part).catch(() => open(files.whole).catch(gone(id)))
    return {
      bytes: INT16_WAV_HEAD_BYTES + 2 * frameCount,
      async *read(start, end) {
        if (start < wavHead.length) yield wavHead.subarray(start, end)
        const from = Math.max(start, wavHead.length)
        if (end > from) yield* file.createReadStream({ start: from, end: end - 1, autoClose: false })
      },
      close: () => file.close(),
    }
  }

  async samples(id: string): Promise<Int16Array> {
    const audio = await this.audio(id)
    try {
      const y = new Int16Array((audio.bytes - INT16_WAV_HEAD_BYTES) / 2)
      const bytes = new Uint8Array(y.buffer)
      let at = 0
      for await (const piece of audio.read(INT16_WAV_HEAD_BYTES, audio.bytes)) {
        bytes.set(piece, at)
        at += piece.length
      }
      return y
    } finally {
      await audio.close()
    }
  }

  #kept(id: string): Kept {
    const kept = this.#clips.get(id)
    if (kept === undefined)
      throw new NotFoundError('there is no such recording: it was never made, or gave way to newer ones')
    return kept
  }

  #record(kept: Kept, before: Int16Array): OpenClip {
    const { files, head } = kept
    const { log, onComplete } = this.#options
    const created = files.create(head)
    // What went wrong is said at the first step.
    created.catch(() => undefined)
    let isFinished = false
    // One step after the other; after one that failed the clip is given up.
    const then = (step: (file: Awaited<typeof created>) => Promise<void>): Promise<void> => {
      kept.work = kept.work.then(async () => {
        if (!this.#clips.has(head.id)) return
        try {
          await step(await created)
        } catch (error) {
          log.error('the sound of an alarm could not be written', { id: head.id, error })
          await this.#remove(kept)
        }
      })
      return kept.work
    }
    const append = (y: Int16Array): void => {
      if (isFinished || y.length === 0) return
      void then(async (file) => {
        await file.appendFile(toLittleEndian(y))
        kept.bytes += y.byteLength
      })
    }
    append(before)
    return {
      append,
      finish: async () => {
        if (isFinished) return
        isFinished = true
        await then(async (file) => {
          kept.bytes = await files.seal(file, head.sampleRateHz)
          kept.reservedBytes = kept.bytes + HEAD_BYTES
          kept.isComplete = true
          onComplete?.(describe(kept))
        })
        await created.then((file) => file.close()).catch(() => undefined)
      },
    }
  }

  /** The oldest go first. @returns Whether there is room now; nothing is dropped in vain. */
  #makeRoom(bytes: number): boolean {
    const { maxBytes, protectedIds, onDrop } = this.#options
    const kept = [...this.#clips.values()]
    const bytesOf = ({ reservedBytes }: Kept): number => reservedBytes
    // Which ones are protected takes a while to find, and as a rule there is room.
    let staying: ReadonlySet<string> | undefined
    const mayGo = ({ head, isComplete }: Kept): boolean => {
      staying ??= protectedIds()
      return isComplete && !staying.has(head.id)
    }
    const { going, isEnough } = beyondLimit(kept, { mostBytes: maxBytes - bytes, bytesOf, mayGo })
    if (!isEnough) return false
    for (const clip of going) {
      onDrop?.(describe(clip))
      clip.work = clip.work.then(() => this.#remove(clip))
      this.#clips.delete(clip.head.id)
    }
    return true
  }

  async #remove({ head, files }: Kept): Promise<void> {
    this.#clips.delete(head.id)
    await files.remove().catch((error: unknown) => {
      this.#options.log.warn('an old recording could not be removed', { id: head.id, error })
    })
  }

  async #takeStock(names: readonly string[]): Promise<void> {
    const { folder, log } = this.#options
    for (const name of names) {
      if (name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true })
    }
    const ids = new Set(
      names.map((name) => /^(.*)\.(?:json|part|wav)$/.exec(name)?.[1] ?? '').filter((id) => CLIP_ID.test(id)),
    )
    const found: Kept[] = []
    for (const id of ids) {
      const files = new ClipFiles(folder, id)
      try {
        found.push(await this.#recover(files))
      } catch (error) {
        log.warn('a recording of an alarm was damaged and is removed', { id, error })
        await files.remove()
      }
    }
    const age = ({ head }: Kept): number => Number.parseInt(head.id, 10)
    for (const kept of found.sort((a, b) => age(a) - age(b))) this.#clips.set(kept.head.id, kept)
    this.#makeRoom(0)
  }

  async #recover(files: ClipFiles): Promise<Kept> {
    const head = await files.readHead()
    const isWhole = await stat(files.whole).then(
      () => true,
      () => false,
    )
    if (!isWhole) {
      await using file = await open(files.part, 'r+')
      await files.seal(file, head.sampleRateHz)
    }
    const { size: bytes } = await stat(files.whole)
    if (bytes <= INT16_WAV_HEAD_BYTES) throw new Error('it holds no sound')
    return { head, files, bytes, reservedBytes: bytes + HEAD_BYTES, isComplete: true, work: done }
  }
}

const done: Promise<void> = Promise.resolve()

function gone(id: string): (cause: unknown) => never {
  return (cause) => {
    throw new NotFoundError(`the recording ${id} gave way to newer ones`, { cause })
  }
}

function describe({ head, bytes, isComplete }: Kept): EvidenceClip {
  const durationSeconds = Math.max(0, bytes - INT16_WAV_HEAD_BYTES) / 2 / head.sampleRateHz
  return { ...head, endMs: head.startMs + 1_000 * durationSeconds, durationSeconds, bytes, isComplete }
}

/** WAV files are little-endian, and so is every machine that this runs on. */
function toLittleEndian(y: Int16Array): Uint8Array {
  return new Uint8Array(y.buffer, y.byteOffset, y.byteLength)
}
