import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { resample } from '../../dist/audio/resample.js'
import { decodeWav } from '../../dist/audio/wav.js'

export const RATE_HZ = 16_000
/** What lies this far below the loudest 10 ms of an utterance, before and after it, is cut off. */
const SILENCE = 10 ** (-45 / 20)
const run = promisify(execFile)

/**
 * Let espeak-ng say something.
 *
 * @param rate - Words a minute. @param pitch - 0..99.
 * @returns Samples at 16 kHz, the silence before and after cut off.
 */
export async function speak({ text, voice, rate, pitch }) {
  const args = ['--stdout', '-v', voice, '-s', String(rate), '-p', String(pitch), text]
  const { stdout } = await run('espeak-ng', args, { encoding: 'buffer', maxBuffer: 2 ** 24 })
  const { y, sampleRateHz } = decodeWav(wholeWav(stdout))
  return trim(toRate(y, sampleRateHz, RATE_HZ))
}

export function toRate(y, fromHz, toHz) {
  return resample(y, { fromHz, toHz, resampler: 'kaiser_fast' })
}

/** Into a pipe espeak-ng writes its header before it knows how long the sound will be. */
function wholeWav(bytes) {
  const wav = Uint8Array.from(bytes)
  const view = new DataView(wav.buffer)
  view.setUint32(4, wav.length - 8, true)
  view.setUint32(40, wav.length - 44, true)
  return wav
}

export function trim(y) {
  const step = RATE_HZ / 100
  const peaks = Array.from({ length: Math.ceil(y.length / step) }, (_, i) =>
    y.subarray(i * step, (i + 1) * step).reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  )
  const limit = SILENCE * Math.max(...peaks)
  const first = peaks.findIndex((peak) => peak > limit)
  const last = peaks.findLastIndex((peak) => peak > limit)
  return y.slice(first * step, Math.min(y.length, (last + 1) * step))
}
