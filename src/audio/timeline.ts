import type { Chunk } from './chunk.ts'
import type { IrregularityKind } from './irregularity.ts'
import { repeatedSamples } from './overlap.ts'
import { durationMs, PublisherLine, type Relation } from './publisher-line.ts'
import { RecentChunks } from './recent-chunks.ts'

/** What to do with a chunk. */
export type Placement =
  /** Its samples from `skip` on follow directly on those before. */
  | { readonly action: 'continue'; readonly skip: number; readonly irregularity?: 'overlap' }
  /** Its samples begin a new stretch; nothing before belongs to it. */
  | { readonly action: 'restart'; readonly irregularity?: IrregularityKind }
  | { readonly action: 'refuse'; readonly irregularity: IrregularityKind }

/** A stream beside the followed one: of another publisher, or of late chunks. */
interface OtherLine {
  readonly line: PublisherLine
  /** Chunks accepted when it was last heard. When there are more by its next, both publishers are at work. */
  acceptedWhenHeard: number
}

/** Others that are remembered; of more publishers than this the oldest is forgotten. */
const MAX_OTHERS = 4

/**
 * Decide for each chunk of a source whether it continues the sound, in constant memory.
 *
 * One publisher is followed. A chunk that is its continuation goes on; one from later is a gap and
 * starts anew; what repeats or comes late is refused. Chunks that contradict the followed stream,
 * or continue another stream that was seen beside it, are another publisher's: refused until the followed one
 * has sent nothing for 2 s and two chunks' length; then the next chunk starts anew, whatever its marks, which is
 * also how a restarted publisher comes back. A chunk that might continue either of two streams starts anew,
 * so that two publishers are never mixed, at worst at the price of having no window at all.
 */
export class Timeline {
  #followed: PublisherLine | undefined
  #others: OtherLine[] = []
  readonly #recent = new RecentChunks()
  #accepted = 0

  /** Capture time of the sample after the last that was taken. @unit Unix epoch ms */
  get presentMs(): number {
    return this.#followed?.presentMs ?? 0
  }

  /** Decide on the next chunk to arrive, and remember it. */
  place(chunk: Chunk): Placement {
    const line = this.#followed
    if (line === undefined) return this.#restart(chunk)
    const hasStopped = line.hasStoppedBefore(chunk)
    const isDated = chunk.capturedAtMs !== undefined
    if (this.#recent.has(chunk) && (isDated || !hasStopped)) return { action: 'refuse', irregularity: 'duplicate' }

    const relation = line.relate(chunk)
    const rival = this.#others.find((other) => continues(other.line, chunk))
    if (relation === 'next' && line.hasFormatOf(chunk)) {
      if (rival === undefined) return this.#continue(line, chunk)
      return this.#restart(chunk, 'two-publishers')
    }
    if (relation === 'overlap' && line.hasFormatOf(chunk) && rival === undefined) {
      const skip = this.#repeated(line, chunk)
      if (skip !== undefined) return this.#continue(line, chunk, skip)
    }
    if (hasStopped) return this.#takeOver(chunk, relation)
    if (rival !== undefined) return this.#hear(rival, chunk, relation)
    return this.#leave(line, chunk, relation)
  }

  #continue(line: PublisherLine, chunk: Chunk, skip = 0): Placement {
    line.follow(chunk, skip)
    this.#accept(chunk)
    return skip === 0 ? { action: 'continue', skip } : { action: 'continue', skip, irregularity: 'overlap' }
  }

  #restart(chunk: Chunk, irregularity?: IrregularityKind): Placement {
    this.#followed = new PublisherLine(chunk)
    this.#accept(chunk)
    return irregularity === undefined ? { action: 'restart' } : { action: 'restart', irregularity }
  }

  #accept(chunk: Chunk): void {
    this.#accepted += 1
    this.#recent.add(chunk)
  }

  /** The followed publisher has stopped: whoever speaks now is followed. */
  #takeOver(chunk: Chunk, relation: Relation): Placement {
    this.#others = []
    this.#recent.clear()
    return this.#restart(chunk, relation === 'next' ? 'rate-change' : 'gap')
  }

  /** A chunk that continues a stream beside the followed one. */
  #hear(rival: OtherLine, chunk: Chunk, relation: Relation): Placement {
    const isAtWork = this.#accepted > rival.acceptedWhenHeard
    rival.line.follow(chunk)
    rival.acceptedWhenHeard = this.#accepted
    return { action: 'refuse', irregularity: isAtWork ? 'two-publishers' : this.#nameOf(relation, chunk) }
  }

  /** A chunk that continues no stream known. */
  #leave(line: PublisherLine, chunk: Chunk, relation: Relation): Placement {
    // Where only the capture time says that it overlaps, another publisher is likelier than a clock set back.
    const isTaken = relation === 'overlap' && (chunk.seq !== undefined || chunk.capturedAtMs === undefined)
    if (relation === 'next' || relation === 'ahead' || isTaken) {
      this.#remember(line, this.#accepted + 1)
      return this.#restart(chunk, line.hasFormatOf(chunk) ? (isTaken ? 'overlap' : 'gap') : 'rate-change')
    }
    this.#remember(new PublisherLine(chunk), this.#accepted)
    return { action: 'refuse', irregularity: this.#nameOf(relation, chunk) }
  }

  #nameOf(relation: Relation, chunk: Chunk): IrregularityKind {
    if (relation === 'behind') return this.#recent.hasMarksOf(chunk) ? 'duplicate' : 'late'
    return relation === 'overlap' ? 'overlap' : 'two-publishers'
  }

  #remember(line: PublisherLine, acceptedWhenHeard: number): void {
    this.#others.push({ line, acceptedWhenHeard })
    if (this.#others.length > MAX_OTHERS) this.#others.shift()
  }

  #repeated(line: PublisherLine, chunk: Chunk): number | undefined {
    const samplesPerMs = chunk.sampleRateHz / 1000
    if (chunk.capturedAtMs === undefined) return undefined
    const overlapMs = line.presentMs - chunk.capturedAtMs
    if (overlapMs > durationMs(chunk)) return undefined
    return repeatedSamples(
      line.tail,
      chunk.y,
      Math.round(overlapMs * samplesPerMs),
      Math.ceil(line.toleranceMs(chunk) * samplesPerMs),
    )
  }
}

function continues(line: PublisherLine, chunk: Chunk): boolean {
  return !line.hasStoppedBefore(chunk) && line.hasFormatOf(chunk) && line.relate(chunk) === 'next'
}
