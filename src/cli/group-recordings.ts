import { constants } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeWav } from '../audio/wav.ts'
import { EarshotError } from '../errors.ts'
import { recordingsIn } from '../train/dataset-folder.ts'
import { groupSounds, type SoundGroups } from '../train/grouping/group-sounds.ts'
import { groupPage } from '../train/grouping/page/group-page.ts'
import { soundStatistics } from '../train/grouping/sound-statistics.ts'
import { namesOfCopies } from './copied-names.ts'
import { refuseFullFolder } from './empty-folder.ts'
import { progressBar } from './progress.ts'
import { alignColumns } from './text-table.ts'

export interface GroupOptions {
  readonly out: string
  readonly groups?: number
  readonly copy?: true
  readonly seed: number
  readonly json?: true
}

interface Heard {
  readonly files: readonly string[]
  readonly statistics: readonly Float64Array[]
  readonly refused: readonly { readonly file: string; readonly message: string }[]
}

/** @throws {@link DatasetError} when there are too few or too many recordings, or they all sound the same. */
export async function groupRecordings(directory: string, options: GroupOptions): Promise<void> {
  await refuseFullFolder(options.out)
  const { files, statistics, refused } = await hear(directory)
  const found = groupSounds(statistics, { k: options.groups, seed: options.seed })
  const html = await groupPage(directory, files, found)
  const json = `${JSON.stringify(describe(directory, files, found, refused, options.seed), null, 2)}\n`

  await mkdir(options.out, { recursive: true })
  await writeFile(join(options.out, 'groups.json'), json)
  await writeFile(join(options.out, 'groups.html'), html)
  if (options.copy) await copyGroups(directory, files, found, options.out)

  for (const { file, message } of refused) console.error(`left out: ${file}: ${message}`)
  if (options.json) process.stdout.write(json)
  else console.log(summary(found, files.length, options))
}

async function hear(directory: string): Promise<Heard> {
  const all = await recordingsIn(directory)
  const files: string[] = []
  const statistics: Float64Array[] = []
  const refused: { file: string; message: string }[] = []
  const progress = progressBar('listen', all.length)
  try {
    for (const [i, file] of all.entries()) {
      try {
        statistics.push(soundStatistics(decodeWav(await readFile(join(directory, file)))))
        files.push(file)
      } catch (error) {
        if (!(error instanceof EarshotError)) throw error
        refused.push({ file, message: error.message })
      }
      progress.update(i + 1, file)
    }
  } finally {
    progress.stop()
  }
  return { files, statistics, refused }
}

function describe(root: string, files: readonly string[], found: SoundGroups, refused: Heard['refused'], seed: number) {
  return {
    root,
    seed,
    groups: found.k,
    silhouetteByGroups: Object.fromEntries(found.candidates),
    varianceShares: found.shares,
    recordings: files.map((file, i) => ({
      file,
      group: groupName(found.groups[i] ?? 0),
      silhouette: found.silhouettes[i] ?? 0,
      place: [...(found.places[i] ?? [])],
    })),
    refused,
  }
}

async function copyGroups(root: string, files: readonly string[], found: SoundGroups, out: string): Promise<void> {
  const names = namesOfCopies(files)
  for (const [i, file] of files.entries()) {
    const folder = join(out, groupName(found.groups[i] ?? 0))
    await mkdir(folder, { recursive: true })
    await copyFile(join(root, file), join(folder, names[i] ?? ''), constants.COPYFILE_EXCL)
  }
}

function groupName(group: number): string {
  return `group-${group + 1}`
}

function summary(found: SoundGroups, recordings: number, { out }: GroupOptions): string {
  const rows = Array.from({ length: found.k }, (_, group) => {
    const own = found.silhouettes.filter((_value, i) => found.groups[i] === group)
    return [groupName(group), `${own.length}`, (own.reduce((sum, value) => sum + value, 0) / own.length).toFixed(3)]
  })
  return (
    `${alignColumns([['group', 'recordings', 'silhouette'], ...rows])}\n` +
    `${recordings} recordings; look and listen: ${join(out, 'groups.html')}`
  )
}
