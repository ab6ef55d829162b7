/** Change of the step index for each 3-bit magnitude. */
export const INDEX_CHANGE = Int8Array.of(-1, -1, -1, -1, 2, 4, 6, 8)

/** Sizes of the quantiser's steps, by the step index. */
export const STEPS = Int16Array.of(
  ...[7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107],
  ...[118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876],
  ...[963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358],
  ...[5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086],
  ...[29794, 32767],
)
const LAST_STEP = STEPS.length - 1

/** Bytes that one channel's predictor takes at the head of a block, and then in each group of 8 samples. */
const GROUP_BYTES = 4
const GROUP_SAMPLES = 8

/** Samples per channel in a block of `blockBytes`, the one in its header included. A short last block is cut to whole groups. */
export function imaSamplesPerBlock(blockBytes: number, channels: number): number {
  const groups = Math.floor(blockBytes / (GROUP_BYTES * channels)) - 1
  return groups < 0 ? 0 : 1 + groups * GROUP_SAMPLES
}

/** Samples per channel in `byteCount` bytes of blocks. */
export function imaSampleCount(byteCount: number, blockAlign: number, channels: number): number {
  const wholeBlocks = Math.floor(byteCount / blockAlign)
  return wholeBlocks * imaSamplesPerBlock(blockAlign, channels) + imaSamplesPerBlock(byteCount % blockAlign, channels)
}

/**
 * Decode IMA (DVI) ADPCM as WAV files hold it: per block and channel a first sample and
 * a step index, then 4 bytes = 8 samples of each channel in turn.
 *
 * @param blockAlign - Size of a block, a multiple of 4 bytes per channel. @unit bytes
 * @returns Interleaved 16-bit samples, every one that the blocks hold.
 * @see IMA Digital Audio Focus and Technical Working Groups, *Recommended Practices for Enhancing
 *   Digital Audio Compatibility in Multimedia Systems*, rev. 3.00 (1992); equal to libsndfile.
 */
export function decodeImaAdpcm(bytes: Uint8Array, blockAlign: number, channels: number): Int16Array {
  const samples = new Int16Array(imaSampleCount(bytes.length, blockAlign, channels) * channels)
  const samplesPerBlock = imaSamplesPerBlock(blockAlign, channels)
  for (let block = 0; block * blockAlign < bytes.length; block++) {
    const blockBytes = bytes.subarray(block * blockAlign, (block + 1) * blockAlign)
    const blockSamples = samples.subarray(block * samplesPerBlock * channels)
    for (let channel = 0; channel < channels; channel++) decodeChannel(blockBytes, blockSamples, channel, channels)
  }
  return samples
}

function decodeChannel(block: Uint8Array, samples: Int16Array, channel: number, channels: number): void {
  const count = imaSamplesPerBlock(block.length, channels)
  if (count === 0) return
  const head = channel * GROUP_BYTES
  let predicted = (((block[head] ?? 0) | ((block[head + 1] ?? 0) << 8)) << 16) >> 16
  let index = Math.min(block[head + 2] ?? 0, LAST_STEP)
  samples[channel] = predicted
  for (let i = 1; i < count; i++) {
    const group = 1 + Math.floor((i - 1) / GROUP_SAMPLES)
    const nibble = (i - 1) % GROUP_SAMPLES
    const byte = block[(group * channels + channel) * GROUP_BYTES + (nibble >> 1)] ?? 0
    const code = nibble & 1 ? byte >> 4 : byte & 0xf
    const step = STEPS[index] ?? 0
    let change = step >> 3
    if (code & 4) change += step
    if (code & 2) change += step >> 1
    if (code & 1) change += step >> 2
    predicted = Math.max(-32768, Math.min(32767, code & 8 ? predicted - change : predicted + change))
    index = Math.max(0, Math.min(LAST_STEP, index + (INDEX_CHANGE[code & 7] ?? 0)))
    samples[i * channels + channel] = predicted
  }
}
