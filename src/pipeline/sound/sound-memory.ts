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
}

/** What every source sounded like in the last seconds, where its sound broke off, and who wants to hear more. */
export class SoundMemory {
  readonly #seconds: number
  readonly #sources = new Map<string, Remembered>()
  /** By source. They outlive what is remembered, so that whoever listens hears a forgotten source when it returns. */
  readonly #observers = new Map<string, Set<(piece: SoundPiece) => void>>()

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
    const observers = this.#observers.get(source)
    if (observers === undefined) return
    const piece = { ...sound, y: toInt16(sound.y) }
    for (const observer of observers) observer(piece)
  }

  /** The source is no longer followed: what it sounded like is forgotten, not who listens. */
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
    if (!this.#sources.has(source)) return undefined
    const observers = this.#observers.get(source) ?? new Set()
    this.#observers.set(source, observers.add(observer))
    return () => {
      observers.delete(observer)
      if (observers.size === 0 && this.#observers.get(source) === observers) this.#observers.delete(source)
    }
  }

  #shown(sampleRateHz: number): number {
    return Math.ceil(sampleRateHz * this.#seconds)
  }

  #remember({ source, sampleRateHz }: SoundAsTaken, capacity: number): Remembered {
    const made: Remembered = { ring: new SoundRing(sampleRateHz, capacity), breaks: [] }
    this.#sources.set(source, made)
    return made
  }
}

function noteBreak({ ring, breaks }: Remembered, { startMs }: SoundAsTaken): void {
  if (ring.endMs === 0 || startMs - ring.endMs < LEAST_BREAK_MS) return
  breaks.push({ startMs: ring.endMs, endMs: startMs })
  if (breaks.length > MOST_BREAKS) breaks.shift()
}
