import { DatasetError } from '../errors.ts'
import type { DatasetFolder } from './dataset-folder.ts'

/**
 * Take a label of a data set for recordings that are none of the others: what is heard when nothing is said.
 *
 * @returns The data set with one label fewer; those recordings have the index behind the last label.
 * @throws {@link DatasetError} when no label is called so.
 */
export function setAsideBackground(dataset: DatasetFolder, background: string): DatasetFolder {
  const { labels, recordings } = dataset
  const index = labels.indexOf(background)
  if (index < 0) {
    throw new DatasetError(`there is no label ${background} to be the background; there are ${labels.join(', ')}`)
  }
  const others = labels.filter((label) => label !== background)
  const renumber = (label: number): number => (label === index ? others.length : label < index ? label : label - 1)
  return {
    ...dataset,
    labels: others,
    recordings: recordings.map((recording) => ({ ...recording, label: renumber(recording.label) })),
  }
}
