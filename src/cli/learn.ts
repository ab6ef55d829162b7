import { type Command, Option } from 'commander'
import type { LearnOptions } from './learn-bundle.ts'
import { realNumber, wholeNumber } from './number-option.ts'

/** `earshot learn`: recordings of normal sound only become a bundle. */
export function addLearnCommand(program: Command): void {
  program
    .command('learn')
    .description('learn what is normal from recordings of normal sound only; a folder per session, best three or more')
    .argument('<dir>', 'WAV files; folders in it are sessions: days, places of the microphone, duty points')
    .requiredOption('--out <dir>', 'folder of the bundle; one that is there is replaced')
    .option(
      '--false-alarm-rate <share>',
      'share of normal windows that may reach the threshold (default: 0.01)',
      realNumber('--false-alarm-rate', { from: 1e-4, to: 0.2 }),
    )
    .option('--seconds <s>', 'length of a window (default: 10)', realNumber('--seconds', { from: 2, to: 60 }))
    .option(
      '--sample-rate <Hz>',
      "rate to listen at (default: the first recording's, up to 16000)",
      wholeNumber('--sample-rate', { from: 8_000, to: 96_000 }),
    )
    .option('--sessions <regex>', 'what names the session in a recording\'s path: the first group, as in "(day\\d+)"')
    .addOption(
      new Option(
        '--hold-out <what>',
        'what thresholds are found with: sessions, so that new ones stay quiet, or recordings, when all sessions are known',
      )
        .choices(['auto', 'session', 'recording'])
        .default('auto'),
    )
    .option('--settings <dir>', 'bundle whose rate, windows, bands and false-alarm rate hold, as models/anything')
    .option('--name <name>', 'name of the bundle (default: its folder)')
    .option('--version <version>', 'version of the bundle', '1.0.0')
    .option('--description <text>', 'what the model knows and what it does not')
    .option('--json', 'print the report as JSON')
    .action(async (dir: string, options: LearnOptions) => {
      const { learnBundle } = await import('./learn-bundle.ts')
      await learnBundle(dir, options)
    })
}
