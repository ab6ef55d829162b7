import type { Command } from 'commander'
import type { CalibrateOptions } from './calibrate-bundle.ts'

/** `earshot calibrate`: a bundle for machines of a kind becomes one for this machine. */
export function addCalibrateCommand(program: Command): void {
  program
    .command('calibrate')
    .description('tell a bundle made with train --relative-to what a machine sounds like when it is well')
    .argument('<dir>', 'two or more WAV files of the machine; of folders by label, only the normal ones are taken')
    .requiredOption('--model <dir>', 'the bundle; stays as it is')
    .requiredOption('--out <dir>', 'folder of the bundle for this machine; one that is there is replaced')
    .option('--name <name>', 'name of the bundle (default: its folder)')
    .action(async (dir: string, options: CalibrateOptions) => {
      const { calibrateBundle } = await import('./calibrate-bundle.ts')
      await calibrateBundle(dir, options)
    })
}
