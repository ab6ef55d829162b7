/**
 * Which sources a list means.
 *
 * @param list - Names with commas between; `*` stands for any characters. Empty: all sources.
 */
export function sourceFilter(list: string): (source: string) => boolean {
  if (list === '') return () => true
  const patterns = list.split(',').map((name) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
  return (source) => patterns.some((pattern) => pattern.test(source))
}
