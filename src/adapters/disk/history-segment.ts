import { z } from 'zod'
import type { ScoredWindow } from '../../detect/alarm.ts'
import { BundleAlarm, LabelSpec } from '../../model/bundle.ts'
import type { HistoryStretch } from '../../pipeline/review/verdict-history.ts'

const Head = z.object({
  source: z.string(),
  /** Those that the alarm looks at, in the order of the scores. */
  labels: z.array(z.string()),
  /** What the bundle says of its alarms. */
  bundle: z.object({ labels: z.array(LabelSpec), alarm: BundleAlarm.optional() }),
  chunkMs: z.number(),
  /** Times in the records count from here. @unit Unix epoch ms */
  baseMs: z.number(),
  /** So much later than a window ended was it heard, as a rule: by how much the microphone's clock and ours differ. @unit ms */
  lateMs: z.number().default(0),
})

/** What the records of a file have in common: its first line, in JSON. */
export type SegmentHead = z.infer<typeof Head>

/** What the times in records count from: as the head says, until a record sets it anew. */
export type TimeBase = Pick<SegmentHead, 'baseMs' | 'lateMs'>

/** A head is a line of text; a file without an end of line in so many bytes is none of ours. */
export const MOST_HEAD_BYTES = 64 * 1024

/** Of the time since `baseMs`. One bit says whether the source was silenced. */
const SILENCED = 2 ** 31
/** Times that a record can hold. @unit ms */
const MOST_OFFSET_MS = SILENCED - 1

/** End, when it was heard, and a float for each label. @unit bytes */
export const recordBytes = ({ labels }: Pick<SegmentHead, 'labels'>): number => 8 + 4 * labels.length

export function writeHead(head: SegmentHead): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(head)}\n`)
}

/** @returns undefined where the bytes do not begin with a sound head. */
export function readHead(bytes: Uint8Array): { readonly head: SegmentHead; readonly bytes: number } | undefined {
  const end = bytes.subarray(0, MOST_HEAD_BYTES).indexOf(10)
  if (end < 0) return undefined
  try {
    return { head: Head.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)))), bytes: end + 1 }
  } catch {
    return undefined
  }
}

/** Whether a window's times can be told from a base. */
export function fitsBase({ endMs, heardAtMs }: ScoredWindow, { baseMs, lateMs }: TimeBase): boolean {
  const isNear = (ms: number): boolean => ms >= baseMs && ms - baseMs <= MOST_OFFSET_MS
  return isNear(endMs) && Math.abs(heardAtMs - endMs - lateMs) <= MOST_OFFSET_MS
}

/** The base after the microphone's clock was set, and ours was not. */
function movedBase({ baseMs, lateMs }: TimeBase, toMs: number): TimeBase {
  return { baseMs: toMs, lateMs: lateMs - (toMs - baseMs) }
}

/**
 * What makes room in a file for a window whose time is not near its base: a record without scores, that sets the base
 * to the window's end.
 *
 * @returns undefined where the window needs a file of its own: our own clock was set too, or there are no scores by
 *   which to tell such a record from a window.
 */
export function moveBase(
  window: ScoredWindow,
  { labels }: Pick<SegmentHead, 'labels'>,
  before: TimeBase,
): { readonly base: TimeBase; readonly record: Uint8Array } | undefined {
  const base = movedBase(before, window.endMs)
  if (labels.length === 0 || !fitsBase(window, base)) return undefined
  const record = new Uint8Array(recordBytes({ labels }))
  const view = new DataView(record.buffer)
  view.setFloat64(0, base.baseMs, true)
  for (const i of labels.keys()) view.setFloat32(8 + 4 * i, Number.NaN, true)
  return { base, record }
}

export function writeRecord(
  { scores, endMs, heardAtMs, isSilenced }: ScoredWindow,
  { baseMs, lateMs }: TimeBase,
): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * scores.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.round(endMs - baseMs) + (isSilenced ? SILENCED : 0), true)
  view.setInt32(4, Math.round(heardAtMs - endMs - lateMs), true)
  for (const [i, { score }] of scores.entries()) view.setFloat32(8 + 4 * i, score, true)
  return bytes
}

/** What a file holds; a record that was cut off or damaged is left out. */
export function readSegment(bytes: Uint8Array): (HistoryStretch & { readonly source: string }) | undefined {
  const read = readHead(bytes)
  if (read === undefined) return undefined
  const { head } = read
  const size = recordBytes(head)
  const view = new DataView(bytes.buffer, bytes.byteOffset + read.bytes, bytes.byteLength - read.bytes)
  const windows: ScoredWindow[] = []
  let base: TimeBase = head
  for (let at = 0; at + size <= view.byteLength; at += size) {
    const scores = head.labels.map((label, i) => ({ label, score: view.getFloat32(at + 8 + 4 * i, true) }))
    if (!scores.every(({ score }) => Number.isFinite(score))) {
      const toMs = view.getFloat64(at, true)
      if (scores.every(({ score }) => Number.isNaN(score)) && Number.isFinite(toMs)) base = movedBase(base, toMs)
      continue
    }
    const end = view.getUint32(at, true)
    const isSilenced = end >= SILENCED
    const endMs = base.baseMs + (isSilenced ? end - SILENCED : end)
    windows.push({ scores, endMs, heardAtMs: endMs + base.lateMs + view.getInt32(at + 4, true), isSilenced })
  }
  const { source, bundle, chunkMs } = head
  return { source, bundle, chunkMs, windows }
}
