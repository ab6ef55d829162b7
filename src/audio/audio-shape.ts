import { AudioError } from '../errors.ts'
import { type AudioLimits, MAX_CHANNELS, MAX_SAMPLE_RATE_HZ, MIN_SAMPLE_RATE_HZ } from './limits.ts'

/**
 * Refuse a payload that is larger than allowed, before it is looked into.
 *
 * @throws {@link AudioError} `EARSHOT_AUDIO_TOO_LARGE`, `EARSHOT_AUDIO_EMPTY` when there is nothing.
 */
export function checkByteCount(bytes: Uint8Array, { maxBytes }: AudioLimits): void {
  if (bytes.length === 0) throw new AudioError('EARSHOT_AUDIO_EMPTY', 'the audio is empty: 0 bytes')
  if (bytes.length > maxBytes) {
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_LARGE',
      `the audio has ${bytes.length} bytes, more than the ${maxBytes} allowed: send shorter pieces`,
      { context: { bytes: bytes.length, maxBytes } },
    )
  }
}

/**
 * Refuse rates and channel counts that no recording has.
 *
 * @throws {@link AudioError} `EARSHOT_AUDIO_RATE`, `EARSHOT_AUDIO_DAMAGED` (no channels),
 *   `EARSHOT_AUDIO_UNSUPPORTED` (too many).
 */
export function checkRateAndChannels(sampleRateHz: number, channels: number): void {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < MIN_SAMPLE_RATE_HZ || sampleRateHz > MAX_SAMPLE_RATE_HZ) {
    throw new AudioError(
      'EARSHOT_AUDIO_RATE',
      `the sampling rate is ${sampleRateHz} Hz; it must be a whole number from ${MIN_SAMPLE_RATE_HZ} to ${MAX_SAMPLE_RATE_HZ}`,
      { context: { sampleRateHz } },
    )
  }
  if (!Number.isInteger(channels) || channels < 1) {
    throw new AudioError('EARSHOT_AUDIO_DAMAGED', `the audio says it has ${channels} channels; it must have at least 1`)
  }
  if (channels > MAX_CHANNELS) {
    throw new AudioError(
      'EARSHOT_AUDIO_UNSUPPORTED',
      `${channels} channels are more than the ${MAX_CHANNELS} supported`,
    )
  }
}

/**
 * Refuse clips of no length or too great a length, before their samples are allocated.
 *
 * @param frameCount - Samples per channel.
 * @throws {@link AudioError} `EARSHOT_AUDIO_EMPTY`, `EARSHOT_AUDIO_TOO_LARGE`.
 */
export function checkDuration(frameCount: number, sampleRateHz: number, { maxSeconds }: AudioLimits): void {
  if (frameCount === 0) throw new AudioError('EARSHOT_AUDIO_EMPTY', 'the audio holds no samples')
  const seconds = frameCount / sampleRateHz
  if (seconds > maxSeconds) {
    throw new AudioError(
      'EARSHOT_AUDIO_TOO_LARGE',
      `the audio is ${seconds.toFixed(1)} s long, more than the ${maxSeconds} s allowed: send shorter pieces`,
      { context: { seconds, maxSeconds } },
    )
  }
}
