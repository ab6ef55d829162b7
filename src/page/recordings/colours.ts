/** Viridis, dark to bright: even steps are seen as even, also by the colour-blind and in print. */
const STOPS = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 74, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
] as const

/** @param share - 0 for the darkest, 1 for the brightest; what is beyond is as these. @returns Red, green, blue, 0..255. */
export function colourOf(share: number): readonly [number, number, number] {
  const at = Math.min(1, Math.max(0, share)) * (STOPS.length - 1)
  const low = STOPS[Math.min(STOPS.length - 2, Math.floor(at))] ?? STOPS[0]
  const high = STOPS[Math.min(STOPS.length - 1, Math.floor(at) + 1)] ?? STOPS[0]
  const mix = (channel: 0 | 1 | 2): number =>
    low[channel] + (high[channel] - low[channel]) * (at - Math.min(STOPS.length - 2, Math.floor(at)))
  return [mix(0), mix(1), mix(2)]
}
