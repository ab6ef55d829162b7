import type { Readable } from 'node:stream'
import type { BodyMemory } from './body-memory.ts'

/** A recording of usual length has room in it; who announces more gets the room as the bytes come. @unit bytes */
const FIRST_ROOM = 2 ** 20

export interface BodyLimits {
  /** What the client said it sends; more may come. @unit bytes */
  readonly announced: number | undefined
  /** @unit bytes */
  readonly most: number
  /** Thrown when more comes than `most`. */
  readonly tooLarge: () => Error
}

/**
 * Read a body whole.
 *
 * @returns A part of what was taken of `memory`: the reader's, to be given back or not.
 * @throws what `payload` fails with, as the client's fault, and {@link BodyLimits.tooLarge}.
 */
export function readBody(payload: Readable, memory: BodyMemory, limits: BodyLimits): Promise<Uint8Array<ArrayBuffer>> {
  const { announced, most, tooLarge } = limits
  let room: Uint8Array<ArrayBuffer> | undefined
  let length = 0

  /** The same bytes, with room for so many. */
  function grown(needed: number): Uint8Array<ArrayBuffer> {
    const former = room
    const wanted = former === undefined ? FIRST_ROOM : 2 * former.byteLength
    const larger = memory.take(Math.max(needed, Math.min(announced ?? most, wanted)))
    if (former === undefined) return larger
    larger.set(former.subarray(0, length))
    memory.give(former)
    return larger
  }

  return new Promise((resolve, reject) => {
    const leave = (): void => {
      payload.off('data', take).off('end', finish).off('error', fail)
    }
    const take = (piece: Buffer): void => {
      if (length + piece.byteLength > most) {
        leave()
        reject(tooLarge())
        return
      }
      if (room === undefined || length + piece.byteLength > room.byteLength) room = grown(length + piece.byteLength)
      room.set(piece, length)
      length += piece.byteLength
    }
    const finish = (): void => {
      leave()
      resolve(room?.subarray(0, length) ?? new Uint8Array(0))
    }
    const fail = (error: Error): void => {
      leave()
      reject(Object.assign(error, { statusCode: 400 }))
    }
    payload.on('data', take).on('end', finish).on('error', fail).resume()
  })
}
