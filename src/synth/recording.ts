import { MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ } from '../audio/limits.ts'
import { ParameterError } from '../errors.ts'
import { BLOCK_LENGTH } from './block.ts'
import { amplitude, rms } from './decibel.ts'
import { createBackgroundSound, createFanSound, type EndlessSound } from './fan-sound.ts'
import { drawCondition, type FaultName } from './fault.ts'
import type { Machine } from './machine.ts'
import { Random } from './random.ts'

/** Fan against background at the microphone: in dB, or drawn from U(12, 28) dB. */
export type SnrDb = number | 'clean'

export interface RecordingParams {
  readonly fault: FaultName
  /** 0..1. Drawn from U(.3, 1) when left out. */
  readonly severity?: number
  readonly snrDb: SnrDb
  /** Decides everything that differs between recordings of one machine. */
  readonly seed: number
  readonly seconds: number
  /** @unit Hz */
  readonly sampleRateHz: number
}

/**
 * Record a synthetic fan.
 *
 * @returns Samples, shape `[round(seconds · sampleRateHz)]`, at an RMS of -32 .. -16 dBFS
 *   drawn with the recording. Peaks may pass ±1; a writer of integers clips them.
 * @throws {@link ParameterError} when a parameter is out of its range.
 */
export function drawRecording(machine: Machine, params: RecordingParams): Float32Array {
  const { fault, seed, seconds, sampleRateHz } = params
  checkSampleRate(sampleRateHz)
  if (!(seconds > 0 && seconds <= 3_600))
    throw new ParameterError(`seconds must be above 0, up to 3600, got ${seconds}`)
  const random = new Random(seed, 'recording')
  const severity = random.uniform(0.3, 1)
  const cleanDb = random.uniform(12, 28)
  const gainDbfs = random.uniform(-32, -16)
  const snrDb = params.snrDb === 'clean' ? cleanDb : params.snrDb

  const sampleCount = Math.round(seconds * sampleRateHz)
  const condition = drawCondition(machine, fault, params.severity ?? severity, seed)
  const fan = take(createFanSound(machine, condition, seed, sampleRateHz), sampleCount)
  const background = take(createBackgroundSound(machine, seed, sampleRateHz), sampleCount)

  const backgroundGain = rms(fan) / (rms(background) * amplitude(snrDb))
  const mixed = fan.map((sample, i) => sample + backgroundGain * (background[i] as number))
  const gain = amplitude(gainDbfs) / rms(mixed)
  return new Float32Array(mixed.map((sample) => gain * sample))
}

/** @throws {@link ParameterError} when it is not a whole number, or no rate that microphones have. */
export function checkSampleRate(sampleRateHz: number): void {
  if (Number.isInteger(sampleRateHz) && sampleRateHz >= MIN_SAMPLE_RATE_HZ && sampleRateHz <= MAX_SAMPLE_RATE_HZ) return
  throw new ParameterError(
    `sampleRateHz must be a whole number in ${MIN_SAMPLE_RATE_HZ} .. ${MAX_SAMPLE_RATE_HZ}, got ${sampleRateHz}`,
  )
}

/** The next `sampleCount` samples of a sound. */
export function take(sound: EndlessSound, sampleCount: number): Float64Array {
  const y = new Float64Array(Math.ceil(sampleCount / BLOCK_LENGTH) * BLOCK_LENGTH)
  for (let start = 0; start < y.length; start += BLOCK_LENGTH) sound.fill(y.subarray(start, start + BLOCK_LENGTH))
  return y.subarray(0, sampleCount)
}
