import { ParameterError } from '../errors.ts'
import type { AudioSpec, WindowSpec } from '../model/bundle.ts'
import type { NormalSoundSpec } from '../model/normal-only-manifest.ts'

/** The parts of a bundle that describe what a normal-only detector looks at. */
export interface NormalFrontEnd {
  readonly audio: AudioSpec
  readonly window: WindowSpec
  readonly features: NormalSoundSpec
}

/** Higher ones tell little more of most machines. @unit Hz */
export const USUAL_RATE_HZ = 16_000
/** Rates below have no room for the bands. @unit Hz */
const LEAST_RATE_HZ = 8_000
const MOST_RATE_HZ = 96_000
/** Shorter windows hold too few turns of a slow machine. @unit s */
const LEAST_SECONDS = 2
const MOST_SECONDS = 60
/** Length of a spectrum's frame, roughly, and rate of the envelopes. */
const FRAME_SECONDS = 0.032
const ENVELOPE_HZ = 250
const STACKED_FRAMES = 5
/** Stacks that are looked at in a window: more tell little more, and short windows have fewer. */
const STACKS = 150
/** Longest segment of Welch's method: 0.5 Hz fine. @unit envelope samples */
const MOST_SEGMENT = 512
const RATES_HZ = { from: 1, to: 80 }
const MOST_GROUPS = 39
/** What is low is looked at with about so many samples a second, in frames of about two seconds. */
const LOW_HZ = 4_000
const MOST_LOW_FFT = 8_192
/** Windows hold at least so many of its frames, half overlapping. */
const LOW_FRAMES = 4
/** Coarser bins could not tell a line of hum from what is around it. @unit Hz */
const MOST_BIN_HZ = 1.25
const HUM_HARMONICS = 8

/**
 * Settings of the detectors for a sampling rate and a length of windows. Frames last about 32 ms (16 ms apart) and
 * envelopes have about 250 samples a second, whatever the rate.
 *
 * @throws {@link ParameterError} when the rate is not a whole number in 8000..96000 Hz, or the length not in 2..60 s.
 */
export function normalFrontEnd(sampleRateHz: number, windowSeconds: number): NormalFrontEnd {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < LEAST_RATE_HZ || sampleRateHz > MOST_RATE_HZ) {
    throw new ParameterError(
      `a normal-only detector listens at ${LEAST_RATE_HZ} to ${MOST_RATE_HZ} Hz, got ${sampleRateHz}`,
    )
  }
  if (!(windowSeconds >= LEAST_SECONDS && windowSeconds <= MOST_SECONDS)) {
    throw new ParameterError(`a window lasts ${LEAST_SECONDS} to ${MOST_SECONDS} s, got ${windowSeconds}`)
  }
  const nFft = powerOfTwoNear(FRAME_SECONDS * sampleRateHz)
  const hopLength = nFft / 2
  const frames = (windowSeconds * sampleRateHz) / hopLength
  const envelopeHop = powerOfTwoNear(sampleRateHz / ENVELOPE_HZ)
  const envelopeHz = sampleRateHz / envelopeHop
  const segmentLength = Math.min(MOST_SEGMENT, 2 ** Math.floor(Math.log2((windowSeconds * envelopeHz) / 2)))
  const strideFrames = Math.max(1, Math.min(STACKED_FRAMES, Math.floor(frames / STACKS)))
  const groups = Math.min(MOST_GROUPS, Math.floor(((RATES_HZ.to - RATES_HZ.from) * segmentLength) / envelopeHz))
  const hopFrames = aboutASecond(sampleRateHz / hopLength, strideFrames)
  const low = lowSettings(sampleRateHz, windowSeconds, hopFrames * hopLength)
  return {
    audio: { sampleRateHz, channels: 'mean', resampler: 'kaiser_fast' },
    window: { lengthSeconds: windowSeconds, hopFrames },
    features: {
      kind: 'normal-sound',
      hopLength,
      spectrum: {
        nFft,
        hopLength,
        nMels: 64,
        fMinHz: 0,
        fMaxHz: sampleRateHz / 2,
        stackedFrames: STACKED_FRAMES,
        strideFrames,
      },
      modulation: {
        nFft: 2 * envelopeHop,
        hopLength: envelopeHop,
        segmentLength,
        rateMinHz: RATES_HZ.from,
        rateMaxHz: RATES_HZ.to,
        groups,
      },
      ...(low && { low }),
    },
  }
}

/**
 * How far apart live windows are: about a second, and such that they have as much as possible in common.
 *
 * @param framesPerSecond - Need not be whole.
 * @param multiple - Frames from one thing that windows may have in common to the next.
 */
export function aboutASecond(framesPerSecond: number, multiple: number): number {
  return multiple * Math.max(1, Math.round(framesPerSecond / multiple))
}

/** @returns Undefined where windows are too short for it. */
function lowSettings(sampleRateHz: number, windowSeconds: number, hopLength: number): NormalSoundSpec['low'] {
  const decimation = Math.max(1, Math.floor(sampleRateHz / LOW_HZ))
  const rateHz = sampleRateHz / decimation
  const fftSize = Math.min(MOST_LOW_FFT, 2 ** Math.floor(Math.log2((windowSeconds * rateHz) / LOW_FRAMES)))
  if (rateHz / fftSize > MOST_BIN_HZ) return undefined
  return { decimation, fftSize, hopLength, harmonics: HUM_HARMONICS }
}

function powerOfTwoNear(x: number): number {
  return 2 ** Math.round(Math.log2(x))
}
