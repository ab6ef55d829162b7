/**
 * The 256 values of the two telephone codecs, as 16-bit integers.
 *
 * @see ITU-T G.711; equal to `audioop.alaw2lin` / `ulaw2lin` and to libsndfile.
 */
function table(decode: (code: number) => number): Int16Array {
  return Int16Array.from({ length: 256 }, (_, code) => decode(code))
}

export const A_LAW = table((code) => {
  const flipped = code ^ 0x55
  const exponent = (flipped >> 4) & 7
  const mantissa = ((flipped & 0xf) << 4) | 8
  const magnitude = exponent === 0 ? mantissa : (mantissa | 0x100) << (exponent - 1)
  return flipped & 0x80 ? magnitude : -magnitude
})

export const MU_LAW = table((code) => {
  const flipped = ~code & 0xff
  const exponent = (flipped >> 4) & 7
  const magnitude = ((((flipped & 0xf) << 3) | 0x84) << exponent) - 0x84
  return flipped & 0x80 ? -magnitude : magnitude
})
