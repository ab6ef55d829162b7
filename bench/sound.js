import { encodeWav } from '../dist/audio/wav-writer.js'

/** Ten seconds of hum, hiss and whine: no step of the front end is quicker on it than on a machine's sound. */
export function machineSound(sampleRateHz, seconds = 10) {
  let state = 1
  const hiss = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0
    return state / 2 ** 31 - 1
  }
  return Float32Array.from({ length: sampleRateHz * seconds }, (_, i) => {
    const t = i / sampleRateHz
    return 0.3 * Math.sin(2 * Math.PI * 49.7 * t) + 0.1 * Math.sin(2 * Math.PI * 1200 * t) + 0.05 * hiss()
  })
}

export const wavOf = (sampleRateHz) => encodeWav(machineSound(sampleRateHz), sampleRateHz, { bitDepth: 16 })

/** The same sound on every channel, 16 bit. */
export function multichannelWav(sampleRateHz, channels) {
  const mono = Buffer.from(wavOf(sampleRateHz))
  const frames = (mono.length - 44) / 2
  const bytes = Buffer.alloc(44 + frames * 2 * channels)
  mono.copy(bytes, 0, 0, 44)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.writeUInt16LE(channels, 22)
  bytes.writeUInt32LE(sampleRateHz * channels * 2, 28)
  bytes.writeUInt16LE(channels * 2, 32)
  bytes.writeUInt32LE(frames * channels * 2, 40)
  for (let i = 0; i < frames; i++) {
    const sample = mono.readInt16LE(44 + 2 * i)
    for (let c = 0; c < channels; c++) bytes.writeInt16LE(sample, 44 + 2 * (i * channels + c))
  }
  return bytes
}
