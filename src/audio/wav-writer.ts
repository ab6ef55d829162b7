import { ParameterError } from '../errors.ts'

export interface WavWriteParams {
  /** 16-bit integers (rounded, clipped at full scale) or 32-bit floats (exact). */
  readonly bitDepth: 16 | '32f'
}

/**
 * Write a mono WAV file.
 *
 * What {@link decodeWav} makes of it equals `y` exactly for floats, and within half a step of 2^-15
 * for integers, except at +1, which 16 bits cannot hold. (wavefile takes 40 and 360 ms for this, 10 s at 22 050 Hz.)
 *
 * @param y - Samples, shape `[n]`, full scale ±1, all finite.
 * @param sampleRateHz - A whole number of Hz.
 * @throws {@link ParameterError} when a sample is not finite or the rate is not a positive integer.
 */
export function encodeWav(y: Float32Array, sampleRateHz: number, { bitDepth }: WavWriteParams): Uint8Array {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1) {
    throw new ParameterError(`sampleRateHz must be a positive integer, got ${sampleRateHz}`)
  }
  if (!y.every(Number.isFinite)) throw new ParameterError('y holds samples that are not finite')
  return bitDepth === 16 ? encodeInt16(y, sampleRateHz) : encodeFloat32(y, sampleRateHz)
}

/** Where the samples begin in a file of {@link int16WavHead}. @unit bytes */
export const INT16_WAV_HEAD_BYTES = 44

/** The head of a mono WAV file of 16-bit samples, for who writes the samples piece by piece. Shape `[44]`. */
export function int16WavHead(sampleRateHz: number, frameCount: number): Uint8Array {
  const { file, view, dataStart } = header({ tag: 1, bytesPerSample: 2, frameCount: 0, sampleRateHz })
  view.setUint32(4, file.length - 8 + 2 * frameCount, true)
  view.setUint32(dataStart - 4, 2 * frameCount, true)
  return file
}

function encodeInt16(y: Float32Array, sampleRateHz: number): Uint8Array {
  const { file, view, dataStart } = header({ tag: 1, bytesPerSample: 2, frameCount: y.length, sampleRateHz })
  for (let i = 0; i < y.length; i++) {
    const step = Math.round((y[i] ?? 0) * 2 ** 15)
    view.setInt16(dataStart + 2 * i, Math.max(-32768, Math.min(32767, step)), true)
  }
  return file
}

function encodeFloat32(y: Float32Array, sampleRateHz: number): Uint8Array {
  const { file, view, dataStart } = header({ tag: 3, bytesPerSample: 4, frameCount: y.length, sampleRateHz })
  for (let i = 0; i < y.length; i++) view.setFloat32(dataStart + 4 * i, y[i] ?? 0, true)
  return file
}

interface HeaderParams {
  readonly tag: 1 | 3
  readonly bytesPerSample: number
  readonly frameCount: number
  readonly sampleRateHz: number
}

/** Everything before the samples. What is not PCM has an (empty) extension and a `fact` chunk. */
function header({ tag, bytesPerSample, frameCount, sampleRateHz }: HeaderParams) {
  const fmtBytes = tag === 1 ? 16 : 18
  const factBytes = tag === 1 ? 0 : 12
  const dataStart = 20 + fmtBytes + factBytes + 8
  const dataBytes = frameCount * bytesPerSample
  const file = new Uint8Array(dataStart + dataBytes)
  const view = new DataView(file.buffer)
  const text = new TextEncoder()
  const writeHead = (offset: number, id: string, size: number): void => {
    file.set(text.encode(id), offset)
    view.setUint32(offset + 4, size, true)
  }

  writeHead(0, 'RIFF', file.length - 8)
  file.set(text.encode('WAVE'), 8)
  writeHead(12, 'fmt ', fmtBytes)
  view.setUint16(20, tag, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRateHz, true)
  view.setUint32(28, sampleRateHz * bytesPerSample, true)
  view.setUint16(32, bytesPerSample, true)
  view.setUint16(34, bytesPerSample * 8, true)
  if (factBytes > 0) {
    writeHead(20 + fmtBytes, 'fact', 4)
    view.setUint32(28 + fmtBytes, frameCount, true)
  }
  writeHead(dataStart - 8, 'data', dataBytes)
  return { file, view, dataStart }
}
