import { type Command, Option } from 'commander'
import { DEFAULT_MODEL } from './default-model.ts'
import { engineOption } from './engine-option.ts'
import type { ScoreOptions } from './score-recordings.ts'

/** `earshot score`: offline verdicts, one a file. */
export function addScoreCommand(program: Command): void {
  program
    .command('score')
    .description('offline verdicts on recordings, one a file; exit code 1 when one could not be scored')
    .argument('<path...>', 'WAV files, or folders that are searched for *.wav')
    .option('--model <dir>', 'folder of the bundle', DEFAULT_MODEL)
    .addOption(new Option('--json', 'print one JSON array').conflicts('csv'))
    .addOption(new Option('--csv', 'print comma-separated values with a header').conflicts('json'))
    .addOption(engineOption())
    .action(async (paths: string[], options: ScoreOptions) => {
      // Loaded only now: TensorFlow.js takes a quarter of a second, which no other command should wait for.
      const { scoreRecordings } = await import('./score-recordings.ts')
      process.exitCode = await scoreRecordings(paths, options)
    })
}
