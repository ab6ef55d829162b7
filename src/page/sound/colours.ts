/**
 * Ten colours of "magma", dark to bright: as bright as loud, for every eye.
 *
 * @see Nathaniel Smith, Stéfan van der Walt, the colour maps of matplotlib (CC0).
 */
const MAGMA = [
  [0, 0, 4],
  [24, 15, 61],
  [68, 15, 118],
  [114, 31, 129],
  [158, 47, 127],
  [205, 64, 113],
  [241, 96, 93],
  [253, 150, 104],
  [254, 202, 141],
  [252, 253, 191],
] as const

/** Red, green and blue of each level from 0 to 255, one after the other. */
export const LEVEL_COLOURS: Uint8Array = Uint8Array.from({ length: 256 * 3 }, (_, i) => {
  const place = (Math.floor(i / 3) / 255) * (MAGMA.length - 1)
  const below = Math.min(MAGMA.length - 2, Math.floor(place))
  const channel = i % 3
  const [from = 0, to = 0] = [MAGMA[below]?.[channel], MAGMA[below + 1]?.[channel]]
  return Math.round(from + (place - below) * (to - from))
})

/** @param share - 0 for the darkest, 1 for the brightest; what is beyond is as these. @returns Red, green, blue, 0..255. */
export function colourOf(share: number): Uint8Array {
  const level = Math.round(255 * Math.min(1, Math.max(0, share)))
  return LEVEL_COLOURS.subarray(3 * level, 3 * level + 3)
}
