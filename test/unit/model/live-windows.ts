import { type CutWindow, WindowCutter, type WindowCutterParams } from '../../../src/audio/window-cutter.ts'
import type { FrontEndStream, WindowInput } from '../../../src/model/front-end-stream.ts'

/** A window that a stream prepared, and the same one cut out. */
export interface LiveWindow {
  readonly prepared: WindowInput
  readonly cut: CutWindow
}

/**
 * Feed a stream piece by piece, and a cutter likewise.
 *
 * @param lengths - Of the pieces, in turn.
 * @throws when they disagree about which windows are complete.
 */
export function hearInPieces(
  stream: FrontEndStream,
  y: Float32Array,
  params: WindowCutterParams,
  lengths: readonly number[],
): LiveWindow[] {
  const cutter = new WindowCutter(params)
  const windows: LiveWindow[] = []
  for (let at = 0, i = 0; at < y.length; i += 1) {
    const piece = y.subarray(at, at + (lengths[i % lengths.length] ?? 1))
    at += piece.length
    windows.push(...joined(stream.push(piece), cutter.push(piece)))
  }
  return windows
}

/** @throws when they are not the same windows. */
export function joined(prepared: readonly WindowInput[], cut: readonly CutWindow[]): LiveWindow[] {
  const ends = (windows: readonly { readonly end: number }[]) => windows.map(({ end }) => end).join()
  if (ends(prepared) !== ends(cut)) throw new Error(`prepared were ${ends(prepared)}, cut ${ends(cut)}`)
  return prepared.flatMap((window, i) => {
    const other = cut[i]
    return other ? [{ prepared: window, cut: other }] : []
  })
}
