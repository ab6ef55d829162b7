/** Of more values than so, sorting in place by insertion is the slower way. */
const FEW = 32

/**
 * Middle of the values; the mean of both middle ones where their count is even.
 *
 * @param values - Not empty. Are sorted in place.
 */
export function medianOf(values: Float64Array): number {
  if (values.length > FEW) values.sort()
  else sortFew(values)
  const middle = values.length / 2
  return ((values[Math.ceil(middle) - 1] as number) + (values[Math.floor(middle)] as number)) / 2
}

function sortFew(values: Float64Array): void {
  for (let i = 1; i < values.length; i += 1) {
    const value = values[i] as number
    let at = i
    for (; at > 0 && (values[at - 1] as number) > value; at -= 1) values[at] = values[at - 1] as number
    values[at] = value
  }
}
