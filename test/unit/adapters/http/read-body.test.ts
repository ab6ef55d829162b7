import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { BodyMemory } from '../../../../src/adapters/http/body-memory.ts'
import { readBody } from '../../../../src/adapters/http/read-body.ts'

const MIB = 2 ** 20
const limits = { announced: undefined, most: 8 * MIB, tooLarge: () => new RangeError('more than 8 MiB') }

/** Bytes that tell their places. */
function bytes(length: number, first = 0): Buffer {
  const made = Buffer.alloc(length)
  for (let i = 0; i < length; i += 1) made[i] = (first + 7 * i) % 251
  return made
}
const inPieces = (body: Buffer, length: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(body.length / length) }, (_, i) => body.subarray(i * length, (i + 1) * length)),
  )
const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

describe('a body', () => {
  it.each([
    ['as long as it was announced', 100_000, 100_000],
    ['of unknown length', 100_000, undefined],
    ['longer than the room it begins with', 3 * MIB + 1, 3 * MIB + 1],
    ['of unknown length, and longer than that', 3 * MIB + 1, undefined],
    ['of no bytes', 0, undefined],
  ])('%s is read whole', async (_what, length, announced) => {
    const body = bytes(length)
    const read = await readBody(inPieces(body, 65_536), new BodyMemory(), { ...limits, announced })
    expect(isSame(read, body)).toBe(true)
  })

  it('is as long as what came, whatever its memory held before', async () => {
    const memory = new BodyMemory()
    memory.give(await readBody(inPieces(bytes(5_000, 1), 1_000), memory, limits))
    const read = await readBody(inPieces(bytes(300), 100), memory, { ...limits, announced: 300 })
    expect(isSame(read, bytes(300))).toBe(true)
  })

  it('has its memory for itself until that is given back', async () => {
    const memory = new BodyMemory()
    const bodies = Array.from({ length: 5 }, (_, i) => bytes(20_000 + i, 13 * i))
    const read = await Promise.all(bodies.map((body) => readBody(inPieces(body, 900), memory, limits)))
    expect(read.map((one, i) => isSame(one, bodies[i] ?? Buffer.alloc(0)))).toEqual(bodies.map(() => true))
  })

  it('that announces much has room made as it comes', async () => {
    const taken: number[] = []
    class Watched extends BodyMemory {
      override take(length: number): Uint8Array<ArrayBuffer> {
        taken.push(length)
        return super.take(length)
      }
    }
    await readBody(inPieces(bytes(10), 10), new Watched(), { ...limits, announced: 8 * MIB })
    expect(taken).toEqual([MIB])
  })

  it('is refused as soon as it is too large', async () => {
    const payload = inPieces(Buffer.alloc(9 * MIB), 65_536)
    await expect(readBody(payload, new BodyMemory(), limits)).rejects.toThrow('more than 8 MiB')
  })

  it('that breaks off is the fault of who sent it', async () => {
    const payload = new PassThrough()
    const reading = readBody(payload, new BodyMemory(), limits)
    payload.write('a little')
    payload.destroy(new Error('aborted'))
    await expect(reading).rejects.toMatchObject({ message: 'aborted', statusCode: 400 })
  })
})
