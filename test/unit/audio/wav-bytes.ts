/** The parts of a WAV file, each of which a test may get wrong on purpose. */
export interface WavParts {
  readonly container?: string
  readonly riffSize?: number
  readonly tag?: number
  readonly channels?: number
  readonly sampleRateHz?: number
  readonly bits?: number
  readonly blockAlign?: number
  /** What follows the first 16 bytes of `fmt `. */
  readonly extension?: Uint8Array
  readonly data?: Uint8Array
  readonly dataSize?: number
  /** Whole chunks between `fmt ` and `data`. */
  readonly between?: Uint8Array
  readonly after?: Uint8Array
}

/** Lay out a WAV file without any check. */
export function wavBytes({
  container = 'RIFF',
  riffSize,
  tag = 1,
  channels = 1,
  sampleRateHz = 16_000,
  bits = 16,
  blockAlign = (channels * bits) / 8,
  extension = new Uint8Array(),
  data = new Uint8Array(32),
  dataSize = data.length,
  between = new Uint8Array(),
  after = new Uint8Array(),
}: WavParts = {}): Uint8Array {
  const fmt = new Uint8Array(16 + extension.length)
  const view = new DataView(fmt.buffer)
  view.setUint16(0, tag, true)
  view.setUint16(2, channels, true)
  view.setUint32(4, sampleRateHz, true)
  view.setUint32(8, sampleRateHz * blockAlign, true)
  view.setUint16(12, blockAlign, true)
  view.setUint16(14, bits, true)
  fmt.set(extension, 16)
  const body = concat(ascii('WAVE'), chunk('fmt ', fmt), between, chunk('data', data, dataSize), after)
  return concat(ascii(container), uint32(riffSize ?? body.length), body)
}

export function chunk(id: string, body: Uint8Array, size = body.length): Uint8Array {
  return concat(ascii(id), uint32(size), body, new Uint8Array(body.length % 2))
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

export function uint32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer)
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts))
}

/** Samples as 16-bit little-endian bytes. */
export function int16Bytes(...samples: readonly number[]): Uint8Array {
  return new Uint8Array(Int16Array.from(samples).buffer)
}

/** The extension of WAVE_FORMAT_EXTENSIBLE for a format tag. */
export function extensible(tag: number, bits = 16): Uint8Array {
  const head = new Uint8Array(Uint16Array.of(22, bits).buffer)
  return concat(head, uint32(0), uint32(tag), uint32(0x0010_0000), uint32(0xaa00_0080), uint32(0x719b_3800))
}
