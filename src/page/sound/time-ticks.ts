import type { View } from './sound-track.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
/** Distances that people can count in. @unit ms */
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48].map((n) => n * HOUR),
]

/**
 * Round times of the local clock within a view.
 *
 * @param most - At most so many.
 * @returns Unix epoch ms, oldest first.
 */
export function timeTicks({ fromMs, toMs }: View, most: number): number[] {
  const stepMs = STEPS_MS.find((step) => (toMs - fromMs) / step <= most) ?? 7 * 24 * HOUR
  const zoneMs = new Date(toMs).getTimezoneOffset() * MINUTE
  const first = Math.ceil((fromMs - zoneMs) / stepMs) * stepMs + zoneMs
  return Array.from({ length: Math.max(0, Math.floor((toMs - first) / stepMs) + 1) }, (_, i) => first + i * stepMs)
}
