import { describe, expect, it } from 'vitest'
import { concatenateBytes } from '../../../../src/model/concatenate.ts'
import { bytesField, floatField, integerField, messageField, textField } from '../../../../src/model/onnx/protobuf.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** The examples of Protocol Buffers' own description, *Encoding*, and numbers at the edges. */
describe('the wire format of Protocol Buffers', () => {
  it.each([
    ['150 in field 1', integerField(1, 150), '089601'],
    ['0', integerField(1, 0), '0800'],
    ['127, the last in one byte', integerField(1, 127), '087f'],
    ['128, the first in two', integerField(1, 128), '088001'],
    ['-1, as ten bytes', integerField(1, -1), '08ffffffffffffffffff01'],
    ['the largest of 64 bits', integerField(1, 2n ** 63n - 1n), '08ffffffffffffffff7f'],
    ['a field above 15, whose key takes two bytes', integerField(20, 7), 'a00107'],
    ['text', textField(2, 'testing'), '120774657374696e67'],
    ['no text', textField(2, ''), '1200'],
    ['bytes', bytesField(9, Uint8Array.of(0, 255)), '4a0200ff'],
    ['a number in single precision', floatField(2, 1.5), '150000c03f'],
    ['a message in a message', messageField(3, [integerField(1, 150)]), '1a03089601'],
  ])('has %s', (_name, field, expected) => {
    expect(hex(field)).toBe(expected)
  })

  it('counts bytes, not characters', () => {
    expect(hex(textField(1, 'µ'))).toBe('0a02c2b5')
  })

  it('puts long values behind their length', () => {
    const field = bytesField(1, new Uint8Array(300))
    expect(hex(field.subarray(0, 3))).toBe('0aac02')
    expect(field).toHaveLength(303)
    expect(concatenateBytes([field, field])).toHaveLength(606)
  })
})
