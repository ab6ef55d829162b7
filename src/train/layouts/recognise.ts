import { DatasetError } from '../../errors.ts'
import { dcase } from './dcase.ts'
import { labelFolders } from './label-folders.ts'
import { labelNames } from './label-names.ts'
import type { Layout, PlacedRecording } from './layout.ts'
import { mimii } from './mimii.ts'

/** The most particular first. */
const NAMED_LAYOUTS: readonly Layout[] = [dcase, mimii]

export interface PlacedFile extends PlacedRecording {
  readonly file: string
}

export interface RecognisedLayout {
  readonly layout: Layout
  readonly placed: readonly PlacedFile[]
}

/**
 * Which layout the paths of a data set follow.
 *
 * @param files - Paths from the root, with `/`.
 * @throws {@link DatasetError} when most follow a named layout and others do not: a guess would mix labels.
 */
export function recogniseLayout(files: readonly string[]): RecognisedLayout {
  for (const layout of NAMED_LAYOUTS) {
    const placed = placeAll(layout, files)
    if (files.length > 0 && placed.length === files.length) return { layout, placed }
    if (placed.length <= files.length / 2) continue
    const stranger = files.find((file) => layout.place(file) === undefined)
    throw new DatasetError(
      `${placed.length} of ${files.length} recordings are laid out as ${layout.description}, but ${stranger} is not; ` +
        'move those that are not elsewhere',
    )
  }
  const inFolders = placeAll(labelFolders, files)
  if (inFolders.length > 0 || files.length === 0) return { layout: labelFolders, placed: inFolders }
  return { layout: labelNames, placed: placeAll(labelNames, files) }
}

function placeAll(layout: Layout, files: readonly string[]): PlacedFile[] {
  return files.flatMap((file) => {
    const place = layout.place(file)
    return place === undefined ? [] : [{ file, ...place }]
  })
}
