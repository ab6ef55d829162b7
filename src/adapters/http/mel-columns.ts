import type { MelPicture } from '../../dsp/mel-picture.ts'
import type { MelColumns } from './api.ts'

/** @param startMs - First sample that the first column looks at. @unit Unix epoch ms */
export function columnsOf(picture: MelPicture, startMs: number, columns: Uint8Array): MelColumns {
  const { frameLength, hopLength, stepMs, frequenciesHz, floorDb, ceilingDb } = picture
  const middleMs = startMs + (stepMs * frameLength) / 2 / hopLength
  return {
    startMs: Math.round(middleMs),
    stepMs,
    frequenciesHz: frequenciesHz.map((hz) => Math.round(hz)),
    floorDb,
    ceilingDb,
    columns: Buffer.from(columns).toString('base64'),
  }
}
