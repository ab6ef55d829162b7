import { inflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { encodePng } from '../../../../src/train/evaluation/page/png.ts'

it('encodePng writes the chunks of an indexed picture, each with the checksum that zlib gives', () => {
  const palette = Uint8Array.of(0, 0, 0, 255, 128, 0)
  const png = Buffer.from(encodePng({ width: 3, height: 2, pixels: Uint8Array.of(0, 1, 0, 1, 1, 0), palette }))
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n')
  const chunks = new Map<string, Buffer>()
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at)
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND'])
  expect(chunks.get('IHDR')).toEqual(Buffer.from([0, 0, 0, 3, 0, 0, 0, 2, 8, 3, 0, 0, 0]))
  expect(inflateSync(chunks.get('IDAT') ?? Buffer.of())).toEqual(Buffer.from([0, 0, 1, 0, 0, 1, 1, 0]))
  // Every PNG ends with these twelve bytes; AE 42 60 82 is the checksum of "IEND".
  expect(png.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082')
})
