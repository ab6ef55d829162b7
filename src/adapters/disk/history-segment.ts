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

/** Whether a window's times can be told from the base of a segment. */
export function fitsSegment({ endMs, heardAtMs }: ScoredWindow, { baseMs, lateMs }: SegmentHead): boolean {
  const isNear = (ms: number): boolean => ms >= baseMs && ms - baseMs <= MOST_OFFSET_MS
  return isNear(endMs) && Math.abs(heardAtMs - endMs - lateMs) <= MOST_OFFSET_MS
}

export function writeRecord(
  { scores, endMs, heardAtMs, isSilenced }: ScoredWindow,
  { baseMs, lateMs }: SegmentHead,
): Uint8Array {
  const bytes = new Uint8Array(8 + 4 * scores.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.round(endMs - baseMs) + (isSilenced ? SILENCED : 0), true)
  view.setInt32(4, Math.round(heardAtMs - endMs - lateMs), true)
  for (const [i, { score }] of scores.entries()) view.setFloat32(8 + 4 * i, score, true)
  return bytes
}

/** What a file holds; a record that was cut off, or holds no numbers, is left out. */
export function readSegment(bytes: Uint8Array): (HistoryStretch & { readonly source: string }) | undefined {
  const read = readHead(bytes)
  if (read === undefined) return undefined
  const { head } = read
  const size = recordBytes(head)
  const view = new DataView(bytes.buffer, bytes.byteOffset + read.bytes, bytes.byteLength - read.bytes)
  const windows: ScoredWindow[] = []
  for (let at = 0; at + size <= view.byteLength; at += size) {
    const end = view.getUint32(at, true)
    const isSilenced = end >= SILENCED
    const endMs = head.baseMs + (isSilenced ? end - SILENCED : end)
    const scores = head.labels.map((label, i) => ({ label, score: view.getFloat32(at + 8 + 4 * i, true) }))
    if (!scores.every(({ score }) => Number.isFinite(score))) continue
    windows.push({ scores, endMs, heardAtMs: endMs + head.lateMs + view.getInt32(at + 4, true), isSilenced })
  }
  const { source, bundle, chunkMs } = head
  return { source, bundle, chunkMs, windows }
}
