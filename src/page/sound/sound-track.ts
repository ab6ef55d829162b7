import type { MelColumns, SoundGap } from '../../adapters/http/api.ts'

/** Quieter than this below the loudest is dark. @unit dB */
const SHOWN_DB = 70

interface Piece {
  readonly startMs: number
  readonly stepMs: number
  /** Row-major `[columns, bands]`. */
  readonly levels: Uint8Array
}

/** A span of time. @unit Unix epoch ms */
export interface View {
  readonly fromMs: number
  readonly toMs: number
}

/** Columns of pixels, ready to be painted. */
export interface Raster {
  /** Row-major `[width, bands]`: the loudest level of each band in that pixel's time, 0 to 255. */
  readonly levels: Uint8Array
  /** Whether there is sound in that pixel's time. */
  readonly isHeard: Uint8Array
}

/** The mel spectrogram of what was heard, as it comes in pieces. */
export class SoundTrack {
  #pieces: Piece[] = []
  #gaps: SoundGap[] = []
  /** Of all levels that came. */
  #loudest = 0
  #scale: Pick<MelColumns, 'frequenciesHz' | 'floorDb' | 'ceilingDb'> = { frequenciesHz: [], floorDb: 0, ceilingDb: 0 }

  /** Middle of each band, lowest first; empty before the first piece. @unit Hz */
  get frequenciesHz(): readonly number[] {
    return this.#scale.frequenciesHz
  }

  /** What the darkest and the brightest colour stand for: the loudest that was heard, and what lies below it. @unit dB */
  get rangeDb(): readonly [floor: number, ceiling: number] {
    const { floorDb, ceilingDb } = this.#scale
    const loudestDb = floorDb + ((ceilingDb - floorDb) * this.#loudest) / 255
    const ceiling = Math.min(ceilingDb, 10 * Math.ceil(loudestDb / 10) + 0)
    return [Math.max(floorDb, ceiling - SHOWN_DB), ceiling]
  }

  /** The colour of each level, 0 to 255, within {@link rangeDb}. */
  colours(): Uint8Array {
    const { floorDb, ceilingDb } = this.#scale
    const [from, to] = this.rangeDb
    return Uint8Array.from({ length: 256 }, (_, level) => {
      const db = floorDb + ((ceilingDb - floorDb) * level) / 255
      return Math.round(255 * Math.min(1, Math.max(0, (db - from) / (to - from || 1))))
    })
  }

  get gaps(): readonly SoundGap[] {
    return this.#gaps
  }

  /** Middle of the last column; -Infinity before the first. @unit Unix epoch ms */
  get endMs(): number {
    const last = this.#pieces.at(-1)
    return last ? last.startMs + (this.#columnsOf(last) - 1) * last.stepMs : Number.NEGATIVE_INFINITY
  }

  /** Add what came. Columns that are known already, as after a new connection, are passed over. */
  add({ startMs, stepMs, frequenciesHz, floorDb, ceilingDb, columns }: MelColumns): void {
    const bands = frequenciesHz.length
    if (bands !== this.frequenciesHz.length) this.#pieces = []
    this.#scale = { frequenciesHz, floorDb, ceilingDb }
    const levels = Uint8Array.from(atob(columns), (letter) => letter.charCodeAt(0))
    const known = Math.max(0, Math.ceil((this.endMs + stepMs / 2 - startMs) / stepMs))
    const fresh = levels.subarray(known * bands)
    this.#loudest = fresh.reduce((loudest, level) => Math.max(loudest, level), this.#loudest)
    if (fresh.length > 0) this.#pieces.push({ startMs: startMs + known * stepMs, stepMs, levels: fresh })
  }

  addGap(gap: SoundGap): void {
    if (!this.#gaps.some(({ startMs, endMs }) => startMs === gap.startMs && endMs === gap.endMs)) this.#gaps.push(gap)
  }

  forgetBefore(ms: number): void {
    this.#pieces = this.#pieces.filter((piece) => piece.startMs + this.#columnsOf(piece) * piece.stepMs >= ms)
    this.#gaps = this.#gaps.filter(({ endMs }) => endMs >= ms)
  }

  /** The sound of a time, as wide as that many pixels. A pixel shows the loudest of the columns in it. */
  raster({ fromMs, toMs }: View, width: number): Raster {
    const bands = this.frequenciesHz.length
    const levels = new Uint8Array(width * bands)
    const isHeard = new Uint8Array(width)
    const perPixel = (toMs - fromMs) / width
    for (const piece of this.#pieces) {
      const columns = this.#columnsOf(piece)
      const first = Math.max(0, Math.floor((fromMs - piece.startMs) / piece.stepMs))
      for (let column = first; column < columns; column++) {
        const fromPixel = Math.floor((piece.startMs + (column - 0.5) * piece.stepMs - fromMs) / perPixel)
        if (fromPixel >= width) break
        const toPixel = Math.ceil((piece.startMs + (column + 0.5) * piece.stepMs - fromMs) / perPixel)
        for (let pixel = Math.max(0, fromPixel); pixel < Math.min(width, toPixel); pixel++) {
          isHeard[pixel] = 1
          for (let band = 0; band < bands; band++) {
            const at = pixel * bands + band
            levels[at] = Math.max(levels[at] ?? 0, piece.levels[column * bands + band] ?? 0)
          }
        }
      }
    }
    return { levels, isHeard }
  }

  #columnsOf({ levels }: Piece): number {
    return levels.length / this.frequenciesHz.length
  }
}
