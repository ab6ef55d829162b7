import { appendFile, open, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScoredWindow } from '../../detect/alarm.ts'
import type { BundleRule } from '../../detect/alarm-rule.ts'
import type { Service } from '../../lifecycle.ts'
import type { Clock, Log } from '../../pipeline/ports.ts'
import type { HistoryStretch, StretchContext, VerdictHistory } from '../../pipeline/review/verdict-history.ts'
import { beyondLimit } from './byte-limit.ts'
import {
  fitsBase,
  MOST_HEAD_BYTES,
  moveBase,
  readHead,
  readSegment,
  recordBytes,
  type SegmentHead,
  type TimeBase,
  writeHead,
  writeRecord,
} from './history-segment.ts'
import { isUsableFolder } from './usable-folder.ts'

export interface HistoryFolderOptions {
  /** Made when missing. */
  readonly folder: string
  /** Most bytes of all together; then the oldest go. */
  readonly maxBytes: number
  /** Older ones go. @unit ms */
  readonly maxAgeMs: number
  readonly clock: Clock
  readonly log: Log
  /** Told how many windows went before their time. */
  readonly onDrop: (windows: number) => void
}

/** A file of one source's records. */
interface Segment {
  readonly name: string
  readonly head: SegmentHead
  /** When it was begun, by our own clock. @unit Unix epoch ms */
  readonly begunMs: number
  bytes: number
  records: number
}

interface Open {
  readonly segment: Segment
  readonly bundle: BundleRule
  /** What times count from by now. */
  base: TimeBase
  /** Records that are not on the disk yet. */
  waiting: Uint8Array[]
  /** Whether anything of it is on the disk. */
  isWritten: boolean
}

/** What is lost at most when the process is killed. @unit ms */
const WRITE_EVERY_MS = 30_000
/** Then a file is full: small enough to be dropped one by one. @unit bytes */
const FULL_BYTES = 512 * 1024
/** What a file takes at least. A source whose model changes again and again begins many. @unit bytes */
const BLOCK_BYTES = 4 * 1024
/** A full disk stays full for a while, and every source has a file: the log hears of it so often. @unit ms */
const LOG_EVERY_MS = 10 * 60 * 1_000
const DAY_MS = 24 * 60 * 60 * 1_000

/** The windows of about a week in files, some 20 bytes a window: what thresholds and rules can be tried on. */
export class HistoryFolder implements VerdictHistory, Service {
  readonly name = 'history'
  readonly #options: HistoryFolderOptions
  /** Oldest first. */
  #segments: Segment[] = []
  readonly #open = new Map<string, Open>()
  #nextNumber = 0
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()
  /** By the monotonic clock. @unit ms */
  #failureLoggedMs = Number.NEGATIVE_INFINITY
  windowsDropped = 0

  constructor(options: HistoryFolderOptions) {
    this.#options = options
  }

  /** A folder that cannot be used is said in the log; nothing is kept then. */
  async start(): Promise<void> {
    const { folder, log } = this.#options
    const takeStock = () => this.#takeStock()
    if (!(await isUsableFolder({ folder, what: 'the history of windows', takeStock, log }))) return
    this.#timer = setInterval(() => void this.#write(), WRITE_EVERY_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#write()
  }

  add(source: string, window: ScoredWindow, context: StretchContext): void {
    if (this.#timer === undefined) return
    const { segment, waiting, base } = this.#openFor(source, window, context)
    waiting.push(writeRecord(window, base))
    segment.records += 1
    segment.bytes += recordBytes(segment.head)
  }

  sources(): readonly string[] {
    return [...new Set(this.#segments.map(({ head }) => head.source))]
  }

  async *stretches(source: string): AsyncIterable<HistoryStretch> {
    await this.#write()
    for (const { name } of this.#segments.filter(({ head }) => head.source === source)) {
      // One that gave way meanwhile is left out.
      const bytes = await readFile(join(this.#options.folder, name)).catch(() => undefined)
      const stretch = bytes && readSegment(bytes)
      if (stretch !== undefined) yield stretch
    }
  }

  #openFor(source: string, window: ScoredWindow, { bundle, chunkMs }: StretchContext): Open {
    const present = this.#open.get(source)
    const nowMs = this.#options.clock()
    if (present !== undefined) {
      const { segment } = present
      const isSame = present.bundle === bundle && sameLabels(segment.head.labels, window)
      const isFull = segment.bytes >= FULL_BYTES || Math.abs(nowMs - segment.begunMs) >= DAY_MS
      if (isSame && !isFull && segment.head.chunkMs === chunkMs && makeRoomFor(window, present)) return present
      this.#close(present)
    }
    const head: SegmentHead = {
      source,
      labels: window.scores.map(({ label }) => label),
      bundle: { labels: [...bundle.labels], ...(bundle.alarm ? { alarm: bundle.alarm } : {}) },
      chunkMs,
      baseMs: window.endMs,
      lateMs: Math.round(window.heardAtMs - window.endMs),
    }
    const bytes = writeHead(head)
    const name = `${Math.round(nowMs)}-${this.#nextNumber++}.windows`
    const made: Open = {
      segment: { name, head, begunMs: nowMs, bytes: bytes.length, records: 0 },
      bundle,
      base: head,
      waiting: [bytes],
      isWritten: false,
    }
    this.#open.set(source, made)
    this.#segments.push(made.segment)
    return made
  }

  /** What still waits of it goes with the next writing. */
  #close(open: Open): void {
    const { segment, waiting } = open
    if (waiting.length > 0) this.#closed.push(open)
    this.#open.delete(segment.head.source)
  }

  readonly #closed: Open[] = []

  #write(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#writeNow())
      .catch((error: unknown) => {
        this.#options.log.error('the history of windows could not be kept within its limits', { error })
      })
    return this.#writing
  }

  async #writeNow(): Promise<void> {
    const { folder } = this.#options
    const failures: unknown[] = []
    for (const open of [...this.#closed.splice(0), ...this.#open.values()]) {
      if (open.waiting.length === 0) continue
      const bytes = Buffer.concat(open.waiting.splice(0))
      try {
        await appendFile(join(folder, open.segment.name), bytes)
        open.isWritten = true
      } catch (error) {
        failures.push(error)
        await this.#giveUp(open)
      }
    }
    this.#sayFailed(failures)
    await this.#dropOverLimits()
  }

  /** What comes next begins a file of its own: records are whole or not there. A file that holds nothing is removed. */
  async #giveUp(open: Open): Promise<void> {
    const { segment, isWritten } = open
    if (this.#open.get(segment.head.source) === open) this.#open.delete(segment.head.source)
    if (isWritten) return
    this.#segments = this.#segments.filter((other) => other !== segment)
    await rm(join(this.#options.folder, segment.name), { force: true }).catch(() => undefined)
  }

  #sayFailed([error, ...others]: readonly unknown[]): void {
    const nowMs = performance.now()
    if (error === undefined || nowMs - this.#failureLoggedMs < LOG_EVERY_MS) return
    this.#failureLoggedMs = nowMs
    this.#options.log.error('the history of windows could not be written; what was judged meanwhile is not in it', {
      files: 1 + others.length,
      error,
    })
  }

  async #dropOverLimits(): Promise<void> {
    const { folder, maxBytes, maxAgeMs, clock, onDrop } = this.#options
    const isOpen = (segment: Segment): boolean => this.#open.get(segment.head.source)?.segment === segment
    const isOld = ({ begunMs }: Segment): boolean => clock() - begunMs > maxAgeMs + DAY_MS
    const old = this.#segments.filter(isOld)
    const young = this.#segments.filter((segment) => !old.includes(segment))
    const { going } = beyondLimit(young, { mostBytes: maxBytes, bytesOf: bytesOnDisk })
    for (const { records } of going) {
      this.windowsDropped += records
      onDrop(records)
    }
    const gone = new Set([...old, ...going])
    this.#segments = this.#segments.filter((segment) => !gone.has(segment))
    for (const segment of gone) {
      if (isOpen(segment)) this.#open.delete(segment.head.source)
      await rm(join(folder, segment.name), { force: true })
    }
  }

  async #takeStock(): Promise<void> {
    const { folder, log } = this.#options
    for (const name of await readdir(folder)) {
      const [, begun = '', number = ''] = /^(\d{1,16})-(\d{1,9})\.windows$/.exec(name) ?? []
      if (begun === '') continue
      const segment = await readSegmentHead(join(folder, name), name, Number(begun))
      if (segment === undefined) {
        log.warn('a file of the history is damaged and removed', { name })
        await rm(join(folder, name), { force: true })
      } else this.#segments.push(segment)
      this.#nextNumber = Math.max(this.#nextNumber, Number(number) + 1)
    }
    this.#segments.sort((a, b) => a.begunMs - b.begunMs)
    await this.#dropOverLimits()
  }
}

async function readSegmentHead(path: string, name: string, begunMs: number): Promise<Segment | undefined> {
  await using file = await open(path)
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(Math.min(size, MOST_HEAD_BYTES)), position: 0 })
  const read = readHead(buffer.subarray(0, bytesRead))
  if (read === undefined) return undefined
  const records = Math.floor((size - read.bytes) / recordBytes(read.head))
  return { name, head: read.head, begunMs, bytes: size, records }
}

/** A microphone's clock may be set, back or far ahead, as often as it likes: that is one more record. False: it takes another file. */
function makeRoomFor(window: ScoredWindow, open: Open): boolean {
  if (fitsBase(window, open.base)) return true
  const moved = moveBase(window, open.segment.head, open.base)
  if (moved === undefined) return false
  open.base = moved.base
  open.waiting.push(moved.record)
  open.segment.bytes += moved.record.byteLength
  return true
}

const bytesOnDisk = ({ bytes }: Segment): number => Math.max(bytes, BLOCK_BYTES)

function sameLabels(labels: readonly string[], { scores }: ScoredWindow): boolean {
  return labels.length === scores.length && scores.every(({ label }, i) => label === labels[i])
}
