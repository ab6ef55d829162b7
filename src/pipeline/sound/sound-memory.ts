import type { PastSound } from '../../audio/past-sound.ts'
import { type SoundAsTaken, type SoundPiece, toInt16 } from './sound-piece.ts'
import { SoundRing, type Stretch } from './sound-ring.ts'

/** Between two pieces of a source nothing came, or nothing that could be used. @unit Unix epoch ms */
export interface SoundBreak {
  readonly startMs: number
  readonly endMs: number
}

/** Breaks shorter than this are the jitter of clocks. @unit ms */
const LEAST_BREAK_MS = 50
/** A source with more breaks an hour than this has no curve worth looking at. */
const MOST_BREAKS = 400

interface Remembered {
  ring: SoundRing
  readonly breaks: SoundBreak[]
  readonly observers: Set<(piece: SoundPiece) => void>
}

/** What every source sounded like in the last seconds, where its sound broke off, and who wants to hear more. */
export class SoundMemory {
  readonly #seconds: number
  readonly #sources = new Map<string, Remembered>()

  /** @param seconds - How much of each source can be heard and seen afterwards. */
  constructor(seconds: number) {
    this.#seconds = seconds
  }

  /** @param needed - How much is kept at least, for {@link past}; another number goes with another stretch. @unit samples */
  heard(sound: SoundAsTaken, needed = 0): void {
    const { source, sampleRateHz, isContinued } = sound
    const capacity = Math.max(needed, this.#shown(sampleRateHz))
    const known = this.#sources.get(source) ?? this.#remember(sound, capacity)
    if (!isContinued) noteBreak(known, sound)
    const { ring } = known
    if (ring.sampleRateHz !== sampleRateHz || ring.capacity !== capacity) {
      known.ring = new SoundRing(sampleRateHz, capacity)
    }
    known.ring.append(sound)
    if (known.observers.size === 0) return
    const piece = { ...sound, y: toInt16(sound.y) }
    for (const observer of known.observers) observer(piece)
  }

  /** The source is no longer followed. */
  closed(source: string): void {
    this.#sources.delete(source)
  }

  /** The last seconds without a break; undefined before the first sound. */
  last(source: string): Stretch | undefined {
    const ring = this.#sources.get(source)?.ring
    return ring?.stretch(this.#shown(ring.sampleRateHz))
  }

  /** What is kept of the present stretch, as it was taken. */
  past(source: string): PastSound | undefined {
    return this.#sources.get(source)?.ring.past()
  }

  /** Oldest first, in bounded number. */
  breaks(source: string): readonly SoundBreak[] {
    return this.#sources.get(source)?.breaks ?? []
  }

  /** Hear a source from its next piece on. @returns Ends it; undefined where the source was not heard yet. */
  observe(source: string, observer: (piece: SoundPiece) => void): (() => void) | undefined {
    const observers = this.#sources.get(source)?.observers
    observers?.add(observer)
    return observers && (() => observers.delete(observer))
  }

  #shown(sampleRateHz: number): number {
    return Math.ceil(sampleRateHz * this.#seconds)
  }

  #remember({ source, sampleRateHz }: SoundAsTaken, capacity: number): Remembered {
    const made: Remembered = { ring: new SoundRing(sampleRateHz, capacity), breaks: [], observers: new Set() }
    this.#sources.set(source, made)
    return made
  }
}

function noteBreak({ ring, breaks }: Remembered, { startMs }: SoundAsTaken): void {
  if (ring.endMs === 0 || startMs - ring.endMs < LEAST_BREAK_MS) return
  breaks.push({ startMs: ring.endMs, endMs: startMs })
  if (breaks.length > MOST_BREAKS) breaks.shift()
}
