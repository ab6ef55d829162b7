import type { Review } from './review.ts'
import type { ReviewedRecording } from './review-store.ts'

/** One file of a dataset folder. */
export interface DatasetFile {
  /** Path in the folder, with `/`. */
  readonly path: string
  read(): Promise<Uint8Array>
}

const WAV_HEAD_BYTES = 44

/**
 * Reviewed recordings as a folder that `earshot train` and `earshot learn` read: a folder for each label, in it one
 * for each source and day. What came before the window that raised the alarm is cut off, for nobody has said what
 * it was, and training looks at the beginning of a recording.
 */
export function datasetFiles(recordings: readonly ReviewedRecording[]): readonly DatasetFile[] {
  const files = recordings.map((recording) => {
    const { review } = recording
    return { path: pathOf(review), review, read: async () => fromWindowOn(await recording.read(), recording) }
  })
  return [...files, { path: 'dataset.json', read: async () => describe(files) }]
}

function pathOf({ label, source, raisedMs }: Review): string {
  const day = new Date(raisedMs).toISOString().slice(0, 10)
  return `${folderName(label)}/${folderName(source)} ${day}/${Math.round(raisedMs)}.wav`
}

/** A label may be any text; a folder's name may not, nor may it hide or lead elsewhere. */
function folderName(text: string): string {
  return text
    .replace(/[^\p{L}\p{N} _.-]/gu, '-')
    .replace(/^[. ]|[. ]$/g, '-')
    .slice(0, 64)
}

/** @param wav - Mono, 16 bits, with a head of 44 bytes. */
function fromWindowOn(wav: Uint8Array, { startMs, review }: ReviewedRecording): Uint8Array {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength)
  const sampleRateHz = view.getUint32(24, true)
  const samples = Math.max(0, Math.round(((review.window.startMs - startMs) * sampleRateHz) / 1_000))
  const skip = 2 * samples
  if (skip === 0 || WAV_HEAD_BYTES + skip >= wav.length) return wav
  const cut = new Uint8Array(wav.length - skip)
  cut.set(wav.subarray(0, WAV_HEAD_BYTES))
  cut.set(wav.subarray(WAV_HEAD_BYTES + skip), WAV_HEAD_BYTES)
  const head = new DataView(cut.buffer)
  head.setUint32(4, cut.length - 8, true)
  head.setUint32(40, cut.length - WAV_HEAD_BYTES, true)
  return cut
}

function describe(files: readonly { readonly path: string; readonly review: Review }[]): Uint8Array {
  const recordings = files.map(({ path, review }) => ({ file: path, ...review, hasRecording: undefined }))
  return new TextEncoder().encode(`${JSON.stringify({ madeBy: 'earshot reviews', recordings }, null, 2)}\n`)
}
