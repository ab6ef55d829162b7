export interface ByteLimit<T> {
  /** @unit bytes */
  readonly mostBytes: number
  readonly bytesOf: (item: T) => number
  /** Whether an item may be dropped at all; by default each may. */
  readonly mayGo?: (item: T) => boolean
}

/**
 * Which items have to go so that the others keep within a limit: the first ones that may.
 *
 * @param items - In the order in which they go: oldest first.
 * @returns `isEnough`: whether that is enough, when those that must stay are too many.
 */
export function beyondLimit<T>(
  items: readonly T[],
  { mostBytes, bytesOf, mayGo = () => true }: ByteLimit<T>,
): { readonly going: readonly T[]; readonly isEnough: boolean } {
  let used = items.reduce((sum, item) => sum + bytesOf(item), 0)
  const going: T[] = []
  for (const item of items) {
    if (used <= mostBytes) break
    if (!mayGo(item)) continue
    going.push(item)
    used -= bytesOf(item)
  }
  return { going, isEnough: used <= mostBytes }
}
