/**
 * Which sources a list means.
 *
 * @param list - Names with commas between; `*` stands for any characters. Empty: all sources.
 */
export function sourceFilter(list: string): (source: string) => boolean {
  if (list === '') return () => true
  const patterns = list.split(',').map((pattern) => pattern.split('*'))
  return (source) => patterns.some((parts) => isMadeOf(source, parts))
}

/** Whether a name is these parts in their order, with anything between. Not by a RegExp: many stars would take it years. */
function isMadeOf(name: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts
  const last = others.pop()
  if (last === undefined) return name === first
  if (!name.startsWith(first) || !name.endsWith(last)) return false
  let end = first.length
  for (const part of others) {
    const start = name.indexOf(part, end)
    if (start < 0) return false
    end = start + part.length
  }
  return end + last.length <= name.length
}
