/**
 * Go through places of a ring, in which item `i` of an endless row lies at `i % capacity`.
 *
 * @param visit - Told of each run of neighbours among the items `first .. end - 1`: `count` of them lie side by side
 *   from `at` on, after `done` others.
 */
export function eachRun(
  first: number,
  end: number,
  capacity: number,
  visit: (at: number, count: number, done: number) => void,
): void {
  for (let item = first; item < end; ) {
    const at = item % capacity
    const count = Math.min(end - item, capacity - at)
    visit(at, count, item - first)
    item += count
  }
}
