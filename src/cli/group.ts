import type { Command } from 'commander'
import type { GroupOptions } from './group-recordings.ts'
import { wholeNumber } from './number-option.ts'

/** `earshot group`: recordings that nobody has labelled are put together by how they sound. */
export function addGroupCommand(program: Command): void {
  program
    .command('group')
    .description('suggest labels: put recordings that sound alike into groups, with a page to look at and listen to')
    .argument('<dir>', 'folder of WAV files, searched to any depth')
    .requiredOption('--out <dir>', 'where groups.html and groups.json go; must be empty or new')
    .option(
      '--groups <count>',
      'how many groups (default: 2 to 8, whichever are most clearly apart)',
      wholeNumber('--groups', { from: 2, to: 50 }),
    )
    .option('--copy', 'also copy the recordings into a folder per group, ready to be renamed and trained on')
    .option('--seed <number>', 'decides the starts', wholeNumber('--seed', { from: 0, to: 2 ** 31 - 1 }), 1)
    .option('--json', 'print what groups.json says')
    .action(async (dir: string, options: GroupOptions) => {
      const { groupRecordings } = await import('./group-recordings.ts')
      await groupRecordings(dir, options)
    })
}
