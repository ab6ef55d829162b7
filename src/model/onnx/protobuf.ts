import { concatenateBytes } from '../concatenate.ts'
/**
 * One field of a message on the wire: its key, then its value.
 *
 * @see Protocol Buffers, *Encoding*: wire types VARINT (0), LEN (2) and I32 (5) are all that ONNX needs here.
 */
export type Field = Uint8Array

const VARINT = 0
const LEN = 2
const I32 = 5

/** An `int32`, `int64` or enumeration; negative numbers take ten bytes, as the format wants it. */
export function integerField(field: number, value: number | bigint): Field {
  return concatenateBytes([key(field, VARINT), varint(BigInt.asUintN(64, BigInt(value)))])
}

export function floatField(field: number, value: number): Field {
  const bytes = new Uint8Array(Float32Array.BYTES_PER_ELEMENT)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return concatenateBytes([key(field, I32), bytes])
}

export function textField(field: number, value: string): Field {
  return bytesField(field, new TextEncoder().encode(value))
}

export function bytesField(field: number, value: Uint8Array): Field {
  return concatenateBytes([key(field, LEN), varint(BigInt(value.byteLength)), value])
}

export function messageField(field: number, fields: readonly Field[]): Field {
  return bytesField(field, concatenateBytes(fields))
}

function key(field: number, wireType: number): Uint8Array {
  return varint(BigInt(field * 8 + wireType))
}

/** Seven bits a byte, the lowest first; all bytes but the last have the top bit set. */
function varint(value: bigint): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
