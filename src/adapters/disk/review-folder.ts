import { createHash } from 'node:crypto'
import { copyFile, link, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ConfigError, OverloadedError } from '../../errors.ts'
import { InOrder } from '../../in-order.ts'
import type { Service } from '../../lifecycle.ts'
import type { Log } from '../../pipeline/ports.ts'
import { JUDGEMENTS, type Review } from '../../pipeline/review/review.ts'
import type { RecordingSource, ReviewedRecording, ReviewStore } from '../../pipeline/review/review-store.ts'
import { beyondLimit } from './byte-limit.ts'
import { replaceFile, UNFINISHED } from './replace-file.ts'
import { isUsableFolder } from './usable-folder.ts'

export interface ReviewFolderOptions {
  /** Made when missing. */
  readonly folder: string
  /** Most bytes of all recordings together; then the oldest go, and their reviews stay. */
  readonly maxBytes: number
  /** Path of a clip's WAV file; undefined while it is not whole, or gone. */
  readonly pathOfClip: (id: string) => string | undefined
  readonly log: Log
}

/** Later ones have no date, by which exported recordings are filed. @unit Unix epoch ms */
const LATEST_DATE_MS = 8.64e15

const Window = z.object({ startMs: z.number(), endMs: z.number() })
const Stored = z.object({
  alarmId: z.string(),
  source: z.string(),
  alarmLabel: z.string(),
  raisedMs: z.number().min(0).max(LATEST_DATE_MS),
  window: Window,
  judgement: z.enum(JUDGEMENTS),
  label: z.string(),
  note: z.string(),
  reviewedMs: z.number(),
  /** First sample of the recording, when one was kept. */
  recordingStartMs: z.number().nullable(),
})
type Stored = z.infer<typeof Stored>

interface Kept {
  readonly stored: Stored
  /** Of its recording; 0 where there is none. */
  readonly bytes: number
}

/** People write them one by one. */
const MOST_REVIEWS = 20_000

/** Reviews in a folder: a JSON file each, named by its alarm, and the alarm's recording beside it. */
export class ReviewFolder implements ReviewStore, Service {
  readonly name = 'reviews'
  readonly #options: ReviewFolderOptions
  /** By the name of their files. */
  readonly #kept = new Map<string, Kept>()
  #isUsable = false
  /** One change after the other. */
  readonly #changing = new InOrder()

  constructor(options: ReviewFolderOptions) {
    this.#options = options
  }

  /** A folder that cannot be used is said in the log, and to who reviews. */
  async start(): Promise<void> {
    const { folder, log } = this.#options
    const takeStock = async () => {
      await this.#sweep()
      await this.read()
    }
    this.#isUsable = await isUsableFolder({ folder, what: 'reviews', takeStock, log })
  }

  async stop(): Promise<void> {
    await this.#changing.done()
  }

  /** Take up what is in the folder. Changes nothing there: it may be that of a module that runs. */
  async read(): Promise<void> {
    const { folder, log } = this.#options
    for (const name of await readdir(folder)) {
      const [, key] = /^([0-9a-f]{32})\.json$/.exec(name) ?? []
      if (key === undefined) continue
      try {
        const stored = Stored.parse(JSON.parse(await readFile(join(folder, name), 'utf8')))
        this.#kept.set(key, { stored, bytes: await sizeOf(this.#wavOf(key)) })
      } catch (error) {
        log.warn('a review is damaged and left out', { name, error })
      }
    }
  }

  /** Take away what a kill left behind: unfinished files, and recordings whose review was not written any more. */
  async #sweep(): Promise<void> {
    const { folder } = this.#options
    const names = new Set(await readdir(folder))
    for (const name of names) {
      const isAlone = name.endsWith('.wav') && !names.has(name.replace(/wav$/, 'json'))
      if (isAlone || name.endsWith(UNFINISHED)) await rm(join(folder, name), { force: true })
    }
  }

  list(): readonly Review[] {
    return [...this.#kept.values()].map(toReview).sort((a, b) => b.reviewedMs - a.reviewedMs)
  }

  recordings(): readonly ReviewedRecording[] {
    return [...this.#kept]
      .filter(([, { bytes }]) => bytes > 0)
      .sort(([, a], [, b]) => a.stored.raisedMs - b.stored.raisedMs)
      .map(([key, kept]) => ({
        review: toReview(kept),
        startMs: kept.stored.recordingStartMs ?? kept.stored.window.startMs,
        bytes: kept.bytes,
        read: () => readFile(this.#wavOf(key)),
      }))
  }

  save(review: Omit<Review, 'hasRecording'>, recording: RecordingSource | undefined): Promise<Review> {
    return this.#changing.do(async () => {
      const key = keyOf(review.alarmId)
      if (!this.#isUsable)
        throw new ConfigError('reviews cannot be kept: data.directory must be a folder that can be written')
      if (this.#kept.size >= MOST_REVIEWS && !this.#kept.has(key)) {
        throw new OverloadedError(`there are ${MOST_REVIEWS} reviews; export them and empty the folder of reviews`)
      }
      return this.#keep(key, review, recording)
    })
  }

  async attach(alarmId: string, recording: RecordingSource): Promise<void> {
    await this.#changing.do(async () => {
      const key = keyOf(alarmId)
      const known = this.#kept.get(key)
      if (known !== undefined && known.bytes === 0) await this.#keep(key, known.stored, recording)
    })
  }

  /** The sound first: a review on the disk says truly whether it has some. */
  async #keep(key: string, review: Omit<Review, 'hasRecording'>, from: RecordingSource | undefined): Promise<Review> {
    const former = this.#kept.get(key)
    const hasIt = former !== undefined && former.bytes > 0
    const bytes = hasIt ? former.bytes : await this.#take(key, from)
    const recordingStartMs = hasIt ? former.stored.recordingStartMs : bytes > 0 ? (from?.startMs ?? null) : null
    const { alarmId, source, alarmLabel, raisedMs, window, judgement, label, note, reviewedMs } = review
    const stored: Stored = {
      ...{ alarmId, source, alarmLabel, raisedMs, window, judgement, label, note, reviewedMs },
      recordingStartMs,
    }
    await replaceFile(join(this.#options.folder, `${key}.json`), `${JSON.stringify(stored)}\n`)
    this.#kept.set(key, { stored, bytes })
    await this.#makeRoom(key)
    return toReview({ stored, bytes })
  }

  /** A second name for the same bytes where the disk can do that, or else a copy. @returns Its bytes; 0 where there is none. */
  async #take(key: string, from: RecordingSource | undefined): Promise<number> {
    const path = from && this.#options.pathOfClip(from.clipId)
    if (path === undefined) return 0
    const to = this.#wavOf(key)
    try {
      await rm(to, { force: true })
      await link(path, to).catch(async () => {
        await copyFile(path, `${to}${UNFINISHED}`)
        await rename(`${to}${UNFINISHED}`, to)
      })
      return await sizeOf(to)
    } catch (error) {
      this.#options.log.warn('the recording of a reviewed alarm could not be kept', { clip: from?.clipId, error })
      return 0
    }
  }

  async #makeRoom(newest: string): Promise<void> {
    const oldestFirst = [...this.#kept].sort(([, a], [, b]) => a.stored.reviewedMs - b.stored.reviewedMs)
    const { going } = beyondLimit(oldestFirst, {
      mostBytes: this.#options.maxBytes,
      bytesOf: ([, { bytes }]) => bytes,
      mayGo: ([key, { bytes }]) => bytes > 0 && key !== newest,
    })
    for (const [key, { stored }] of going) {
      await rm(this.#wavOf(key), { force: true })
      this.#kept.set(key, { stored, bytes: 0 })
    }
  }

  #wavOf(key: string): string {
    return join(this.#options.folder, `${key}.wav`)
  }
}

/** Alarms' ids hold what no file's name may. */
const keyOf = (alarmId: string): string => createHash('sha256').update(alarmId).digest('hex').slice(0, 32)

const toReview = ({ stored: { recordingStartMs: _, ...review }, bytes }: Kept): Review => ({
  ...review,
  hasRecording: bytes > 0,
})

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}
