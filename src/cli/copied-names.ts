/**
 * A name for the copy of each file: folders below a label would not be labels, so the folders of the path become part
 * of the name. Where that gives two files one name, also to a disk that does not tell `A` from `a`, the later one is
 * numbered.
 */
export function namesOfCopies(files: readonly string[]): readonly string[] {
  const taken = new Set<string>()
  return files.map((file) => {
    const flat = file.replaceAll('/', '__')
    let name = flat
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = flat.replace(/(\.[^.]*)?$/, (ending) => `-${n}${ending}`)
    taken.add(name.toLowerCase())
    return name
  })
}
